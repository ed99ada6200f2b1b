#!/usr/bin/env bash
# utilsforecast 0.2.17: MAPE does not count the weeks without sales.
# Guess: a forecast of 50 for a week that sold nothing makes it infinite or huge; the documentation says that
# the nearer to zero the observed value, the higher the penalty.
# Seen: 0. An error of 50 pieces in each quiet week costs nothing, and the score of a shop that sells one
# piece in four weeks is that of one week.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check utilsforecast==0.2.17 numpy==2.4.6 pandas==2.3.3
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from utilsforecast.losses import mae, mape

weeks = pd.DataFrame({"unique_id": "ring", "ds": range(4), "y": [0.0, 0.0, 0.0, 10.0],
                      "right": [0.0, 0.0, 0.0, 10.0], "overstocked": [50.0, 50.0, 50.0, 10.0]})
seen = {loss.__name__: loss(weeks, models=["right", "overstocked"]).iloc[0, 1:].astype(float).tolist() for loss in (mape, mae)}
weeks.loc[0, "y"] = 0.001
seen["mape, a thousandth sold"] = [round(score) for score in mape(weeks, models=["right", "overstocked"]).iloc[0, 1:]]
print(seen)
assert seen["mape"] == [0, 0] and seen["mae"] == [0, 37.5] and seen["mape, a thousandth sold"][1] > 1000
PY
