#!/usr/bin/env bash
# phonenumbers 9.0.43: is_number_match given two texts does not see that 8701… and 7701… are one phone.
# Guess: a sure match; 8 is the trunk prefix and 7 the country code of the same subscriber.
# Seen: NO_MATCH (1). No country can be named, so two texts without a plus are compared as digits.
# As soon as one side has its plus it is a match (3); a number without any prefix is "short" (2).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43
venv/bin/python - <<'PY'
from phonenumbers import MatchType, is_number_match

pairs = [("87011234567", "77011234567"), ("87011234567", "+77011234567"),
         ("7011234567", "87011234567")]
seen = [is_number_match(*pair) for pair in pairs]
print(seen)
assert seen == [MatchType.NO_MATCH, MatchType.NSN_MATCH, MatchType.SHORT_NSN_MATCH]
PY
