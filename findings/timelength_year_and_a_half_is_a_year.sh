#!/usr/bin/env bash
# timelength 3.0.4: a warranty of "a year and a half" is 365 days, of "1 y 6 m" a year and six minutes.
# Guess: a parser of lengths of time that reports success has read the whole text, and m behind y is a month.
# Seen: the half is left over and success is still reported; m is always a minute and M a month; a quarter is the
# quarter of a second; 12 months are 366 days and 1 year 365.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check timelength==3.0.4
venv/bin/python -W ignore - <<'PY'
from timelength import TimeLength

seen = {}
for text in ("a year and a half", "1 year 6 months", "1 y 6 m", "6 M", "1 quarter", "12 months", "1 year"):
    result = TimeLength(text).result
    assert result.success
    seen[text] = round(result.seconds / 86400, 6)
print(seen)
assert seen == {
    "a year and a half": 365,
    "1 year 6 months": 548,
    "1 y 6 m": 365.004167,
    "6 M": 183,
    "1 quarter": 0.000003,
    "12 months": 366,
    "1 year": 365,
}
PY
