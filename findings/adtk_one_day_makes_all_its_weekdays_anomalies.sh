#!/usr/bin/env bash
# adtk 0.6.2: one Wednesday with ten times the sales makes all eight Wednesdays anomalies.
# Guess: the seasonal detector says which day is unlike the others of its weekday: one.
# Seen: what a weekday usually sells is the mean of its days, which one large order lifts; the seven usual Wednesdays
# are then too far below it, in eight weeks as in four.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check adtk==0.6.2 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from adtk.detector import SeasonalAD

noise = [0, 1, -1, 0, 1, 0, -1, 1, 0, -1, 1]
seen = {}
for weeks in (4, 8):
    values = [usual + noise[day % 11] for day, usual in enumerate([3, 4, 5, 6, 7, 20, 30] * weeks)]
    values[16] = 60
    sales = pd.Series(values, index=pd.date_range("2024-01-01", periods=7 * weeks), dtype=float)
    marked = SeasonalAD(freq=7).fit_detect(sales)
    seen[weeks] = [f"{day:%a %d.%m}" for day in marked[marked == True].index]
print(seen)
assert seen[4] == ["Wed 03.01", "Wed 10.01", "Wed 17.01", "Wed 24.01"]
assert len(seen[8]) == 8 and all(day.startswith("Wed") for day in seen[8])
PY
