#!/usr/bin/env bash
# workalendar 17.0.0 (of 2023): Kazakhstan's holidays are those before the law of September 2022.
# Guess: a calendar made after the law knows it: Republic Day (25 October) is in, the Day of the First President
# (1 December) and the second Independence Day (17 December) are out.
# Seen: 25 October 2023 is a working day, 1 and 17 December are holidays, as before.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check workalendar==17.0.0
venv/bin/python -W ignore - <<'PY'
import datetime

from workalendar.asia import Kazakhstan

days = ["2023-10-25", "2023-12-01", "2023-12-16", "2023-12-17"]
seen = {day: Kazakhstan().is_holiday(datetime.date.fromisoformat(day)) for day in days}
print(seen)
assert list(seen.values()) == [False, True, True, True]
PY
