#!/usr/bin/env bash
# hampel 1.0.2: revenue a hundred times too large is found on every day but the first two and the last two.
# Guess: at the ends of a series the window is cut, and the newest value is judged by those before it.
# Seen: half a window at either end is never looked at, with the default window two values; a typing error of today
# or yesterday is no outlier until the days after it have come.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hampel==1.0.2 numpy==2.4.6 pandas==3.1.1 'setuptools<81'
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from hampel import hampel

usual = [5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 5, 6, 7, 5]
found = []
for day in range(len(usual)):
    sales = pd.Series(usual, dtype=float)
    sales[day] = 500
    found += [int(index) for index in hampel(sales).outlier_indices]
print(found)
assert found == list(range(2, 12))
PY
