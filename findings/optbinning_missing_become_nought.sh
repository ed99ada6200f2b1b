#!/usr/bin/env bash
# optbinning 1.0.0: whose age is missing gets the rate 0, though 90 of the 100 such customers came back.
# Guess: what is missing is a bin of its own, so it gets the rate that the table shows for it.
# Seen: transform() gives 0 for what is missing unless one asks for "empirical": as a rate that is the worst of
# all, as a weight of evidence the average, and the table beside it says 0.9.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check optbinning==1.0.0 numpy==2.3.5 pandas==3.1.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from optbinning import OptimalBinning

age = np.r_[np.tile(np.arange(40.0), 10), np.full(100, np.nan)]
returned = np.r_[(np.arange(400) % 40 < 15), np.arange(100) < 90].astype(int)
binning = OptimalBinning(name="age", dtype="numerical").fit(age, returned)
table = binning.binning_table.build()
shown = float(table.loc[table["Bin"] == "Missing", "Event rate"].iloc[0])
given = [float(binning.transform([np.nan], metric=metric)[0]) for metric in ("event_rate", "woe")]
asked = float(binning.transform([np.nan], metric="event_rate", metric_missing="empirical")[0])
print(shown, given, asked)
assert shown == asked == 0.9
assert given == [0.0, 0.0]
PY
