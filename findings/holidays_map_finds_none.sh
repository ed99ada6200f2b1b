#!/usr/bin/env bash
# holidays 0.109 with pandas 2.3.3: mapping a column of days onto Kazakhstan's holidays finds none.
# Guess: Series.map(holidays) gives the names; the object works out a year as soon as it is asked.
# Seen: all NaN, and get_named() an empty list, because pandas copies what is there before it asks, and
# nothing is there until a day is looked up with "in" (or years= is given).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check holidays==0.109 pandas==2.3.3 numpy==2.4.6
venv/bin/python - <<'PY'
import holidays
import pandas as pd

days = pd.Series(pd.to_datetime(["2024-05-09", "2024-06-16"]))
fresh = holidays.KZ(language="en_US")
before = days.map(fresh).isna().tolist(), fresh.get_named("Eid al-Adha")
asked = "2024-05-09" in fresh
after = days.map(fresh).tolist(), [str(day) for day in fresh.get_named("Eid al-Adha")]
print(before, asked, after)
assert before == ([True, True], []) and asked
assert after == (["Victory Day", "Eid al-Adha"], ["2024-06-16"])
PY
