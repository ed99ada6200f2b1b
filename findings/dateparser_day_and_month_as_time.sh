#!/usr/bin/env bash
# dateparser 1.5.0: a column of days and months, dd.mm, is half times of day and half dates.
# Guess: in Russian 12.05 is 12 May, like 24.05.
# Seen: up to 23.05 it is five past that hour *today*; from 24.05 on, and in 12.5, it is a day of May.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dateparser==1.5.0
venv/bin/python - <<'PY'
from datetime import datetime

import dateparser

today = {"RELATIVE_BASE": datetime(2024, 6, 15)}
seen = [str(dateparser.parse(text, languages=["ru"], settings=today))
        for text in ("12.05", "23.05", "24.05", "12.5")]
print(seen)
assert seen == ["2024-06-15 12:05:00", "2024-06-15 23:05:00", "2024-05-24 00:00:00",
                "2024-05-12 00:00:00"]
PY
