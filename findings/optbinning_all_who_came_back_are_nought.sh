#!/usr/bin/env bash
# optbinning 1.0.0: a bin in which all customers came back has an event rate of 0 and no information.
# Guess: 100 events of 100 are a rate of 1, as 98 of 100 are 0.98.
# Seen: where one of the two counts is 0 the row is filled with 0, so the best bin there can be looks like the
# worst, and the column is dropped by its information value.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check optbinning==1.0.0 numpy==2.3.5 pandas==3.1.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from optbinning import OptimalBinning


def missing(kept):
    age = np.r_[np.tile(np.arange(40.0), 10), np.full(100, np.nan)]
    returned = np.r_[(np.arange(400) % 40 * 7 % 40 < 15), np.arange(100) < kept].astype(int)
    table = OptimalBinning(name="age", dtype="numerical").fit(age, returned).binning_table.build()
    row = table[table["Bin"] == "Missing"].iloc[0]
    return int(row["Event"]), int(row["Count"]), float(row["Event rate"]), float(row["IV"]) > 0


found = {"all": missing(100), "nearly all": missing(98)}
print(found)
assert found == {"all": (100, 100, 0.0, False), "nearly all": (98, 100, 0.98, True)}
PY
