#!/usr/bin/env bash
# ctparse 0.3.6: 02-05-24 is from the 2nd to the 24th of May of next year, 31-05-24 is 31 May 2024.
# Guess: day, month and two digits of the year, whatever stands between them.
# Seen: with hyphens or slashes the last number is the end of a range of days where it can be one, and the year is the next in
# which May is to come; with points it is the year. A column of dates from a till holds single days and ranges.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ctparse==0.3.6
venv/bin/python -W ignore - <<'PY'
from datetime import datetime

from ctparse import ctparse

texts = ["02-05-24", "02/05/24", "31-05-24", "02.05.24", "02-05-2024"]
now = datetime(2024, 5, 15)
seen = {text: str(ctparse(text, ts=now).resolution).replace(" X:X (X/X)", "") for text in texts}
print(seen)
assert seen == {
    "02-05-24": "2025-05-02 - 2025-05-24",
    "02/05/24": "2025-05-02 - 2025-05-24",
    "31-05-24": "2024-05-31",
    "02.05.24": "2024-05-02",
    "02-05-2024": "2024-05-02",
}
PY
