#!/usr/bin/env bash
# rutimeparser 1.1.1: «на прошлой неделе» (last week) is the Monday to come, and «14 февраля 2023» is in 2025.
# Guess: a parser of Russian dates knows last from next, and a year that is written down is the year.
# Seen: last and next week are one day, last Friday is the Friday to come; the year behind a month in words is left out
# and the next such day is given, here two years later. A date in digits and «неделю назад» are read rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rutimeparser==1.1.1
venv/bin/python -W ignore - <<'PY'
from datetime import datetime

from rutimeparser import parse

now = datetime(2024, 5, 15, 12, 0)
texts = [
    "на прошлой неделе", "на следующей неделе", "в прошлую пятницу", "14 февраля 2023", "1 сентября 2023 г",
    "14.02.2023", "неделю назад",
]
seen = {text: str(parse(text, now=now))[:10] for text in texts}
print(seen)
assert seen == {
    "на прошлой неделе": "2024-05-20",
    "на следующей неделе": "2024-05-20",
    "в прошлую пятницу": "2024-05-17",
    "14 февраля 2023": "2025-02-14",
    "1 сентября 2023 г": "2024-09-01",
    "14.02.2023": "2023-02-14",
    "неделю назад": "2024-05-08",
}
PY
