#!/usr/bin/env bash
# babel 2.18.0: parse_date with the locale kk takes the first number for the year.
# Guess: 05.02.24 is 5 February 2024, as with ru (Kazakhstan writes dates in that order).
# Seen: 2005-02-24, and 2024.02.05 becomes 2 May. The order of day, month and year is taken from
# where the letters stand in the locale's medium pattern, and in kk that begins with the year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.18.0
venv/bin/python - <<'PY'
from babel.dates import parse_date

seen = [str(parse_date(text, locale=locale)) for text, locale in
        [("05.02.24", "ru"), ("05.02.24", "kk"), ("2024.02.05", "kk")]]
print(seen)
assert seen == ["2024-02-05", "2005-02-24", "2024-05-02"]
PY
