#!/usr/bin/env bash
# openretailscience 0.48.1: who brought back what she bought is neither new, nor lapsed, nor repeating.
# Guess: every customer of the two periods is in one of the three segments.
# Seen: a period counts as shopped if its sum is above 0, so a sale and its return leave no customer: the
# three segments together are fewer people than the sales name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openretailscience==0.48.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from openretailscience.segmentation.nlr import NLRSegmentation

sales = pd.DataFrame(
    {
        "customer_id": [1, 1, 2, 3, 3],
        "period": ["before", "now", "now", "now", "now"],
        "unit_spend": [200.0, 150.0, 30.0, 80.0, -80.0],
    }
)
found = NLRSegmentation(sales, period_col="period", p1_value="before", p2_value="now").df
segments = dict(zip(found.reset_index()["customer_id"].tolist(), found["segment_name"].tolist()))
print(segments)
assert segments == {1: "Repeating", 2: "New"}
PY
