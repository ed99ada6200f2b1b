#!/usr/bin/env bash
# nameparser 2.6.0: Sultan Akhmetov has no first name.
# Guess: two words are a first and a last name.
# Seen: Sultan, one of the commonest names of Kazakhstan's men, is a title as Dr is: the first name is empty, and
# two Sultans of one family are one person to whoever matches by first and last name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nameparser==2.6.0
venv/bin/python -W ignore - <<'PY'
from nameparser import HumanName

timur, sultan = HumanName("Timur Akhmetov"), HumanName("Sultan Akhmetov")
print(timur.as_dict(), sultan.as_dict())
assert (timur.title, timur.first, timur.last) == ("", "Timur", "Akhmetov")
assert (sultan.title, sultan.first, sultan.last) == ("Sultan", "", "Akhmetov")
PY
