#!/usr/bin/env bash
# gower 0.1.2: in a column whose largest number is 0, all customers are alike.
# Guess: Gower's distance is the difference over the range, so debts of 90,000, 45,000 and 0 are as far
# apart as balances of 0, 45,000 and 90,000.
# Seen: 0 between any two of them, without a warning: the column is divided by its maximum before. Debts,
# discounts and returns (all at most 0) drop out of a segmentation.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check gower==0.1.2 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import gower
import pandas as pd

seen = {
    name: gower.gower_matrix(pd.DataFrame({"balance": numbers})).round(2).tolist()[0]
    for name, numbers in {
        "balances": [90_000.0, 45_000.0, 0.0],
        "debts": [-90_000.0, -45_000.0, 0.0],
        "debts, and one customer with a tenge to spend": [-90_000.0, -45_000.0, 0.0, 1.0],
    }.items()
}
print(seen)
assert seen["balances"] == [0, 0.5, 1] and seen["debts"] == [0, 0, 0]
assert seen["debts, and one customer with a tenge to spend"] == [0, 0.5, 1, 1]
PY
