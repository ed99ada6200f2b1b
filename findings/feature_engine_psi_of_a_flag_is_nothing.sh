#!/usr/bin/env bash
# feature-engine 1.9.4: a flag that goes from never to always has not drifted.
# Guess: all of a yes-or-no column's rows change, so its PSI is as large as it gets.
# Seen: 0.0, and the column is kept. The first part has one value, quantiles of one value are one bin, and all of
# the second part falls into it. A number whose mean moves is found.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check feature-engine==1.9.4 numpy==2.1.3 pandas==2.3.3
venv/bin/python -W ignore - <<'PY'
import numpy as np
import pandas as pd
from feature_engine.selection import DropHighPSIFeatures

days = 1000
draws = np.random.default_rng(7)
sales = pd.DataFrame({
    "day": pd.date_range("2024-01-01", periods=2 * days),
    "is_trade_in": np.repeat([0.0, 1.0], days),
    "log_price": draws.normal(np.repeat([10.0, 11.0], days)),
})
found = DropHighPSIFeatures(split_col="day", split_frac=0.5).fit(sales)
print({name: round(float(value), 3) for name, value in found.psi_values_.items()}, "dropped:", found.features_to_drop_)
assert found.psi_values_["is_trade_in"] == 0.0 and found.features_to_drop_ == ["log_price"]
PY
