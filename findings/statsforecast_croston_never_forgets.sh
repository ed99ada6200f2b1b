#!/usr/bin/env bash
# statsforecast 2.1.1: Croston forecasts full sales of an item that sold once, at the very start.
# Guess: five sold in the first of 60 weeks is about 5/60 a week, and fading.
# Seen: 5.0 for every week to come, the same as if it sold five each week; TSB gives 0.01. Sold in
# the last of six weeks instead, the same five pieces give 0.83.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check statsforecast==2.1.1 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import TSB, CrostonClassic


def next_week(sales):
    frame = pd.DataFrame({"unique_id": "ring", "ds": range(len(sales)), "y": [float(y) for y in sales]})
    row = StatsForecast([CrostonClassic(), TSB(0.1, 0.1)], freq=1).forecast(df=frame, h=1).iloc[0]
    return round(row["CrostonClassic"], 2), round(row["TSB"], 2)


seen = next_week([5] + [0] * 59), next_week([5] * 60)[0], next_week([0] * 5 + [5])[0]
print(seen)
assert seen == ((5.0, 0.01), 5.0, 0.83)
PY
