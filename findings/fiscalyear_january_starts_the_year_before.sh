#!/usr/bin/env bash
# fiscalyear 0.4.0: told that the year starts in January, May 2024 is in the year 2025.
# Guess: a fiscal year that starts on 1 January is the calendar year, or the first month could not be January.
# Seen: a year is named after the year it ends in by a rule of its own (`start_year="previous"`), even when it starts and
# ends in one year; FiscalYear(2024) is the whole of 2023. `start_year="same"` has to be said as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fiscalyear==0.4.0
venv/bin/python -W ignore - <<'PY'
import fiscalyear

seen = {}
for start_year in ("previous", "same"):
    with fiscalyear.fiscal_calendar(start_year=start_year, start_month=1):
        day = fiscalyear.FiscalDate(2024, 5, 15)
        whole = fiscalyear.FiscalYear(2024)
        seen[start_year] = (day.fiscal_year, str(whole.start)[:10], str(whole.end)[:10])
with fiscalyear.fiscal_calendar(start_month=1):
    seen["not said"] = fiscalyear.FiscalDate(2024, 5, 15).fiscal_year
print(seen)
assert seen == {
    "previous": (2025, "2023-01-01", "2023-12-31"),
    "same": (2024, "2024-01-01", "2024-12-31"),
    "not said": 2025,
}
PY
