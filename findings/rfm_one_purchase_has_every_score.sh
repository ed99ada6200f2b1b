#!/usr/bin/env bash
# rfm 1.0.9: customers who all bought once get frequency scores from 1 to 5.
# Guess: equal customers have equal scores, as quintiles of one value are one group.
# Seen: of five who bought once, on one day, for one amount, the first has 511, the last 155: two new customers, a
# loyal one and two at risk, by the order of their ids. Most of a jeweller's customers have bought once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rfm==1.0.9 "numpy==1.26.4" "pandas==1.5.3" "matplotlib==3.8.4"
venv/bin/python - <<'PY'
import pandas as pd
from rfm import RFM

names = ["anna", "bota", "dana", "elya", "gulya"]
sales = pd.DataFrame({"customer": names, "date": "2024-12-13", "amount": 125000})
table = RFM(sales, customer_id="customer", transaction_date="date", amount="amount").rfm_table
seen = table.sort_values("customer")[["customer", "rfm_score", "segment"]].values.tolist()
print(seen)
assert seen == [
    ["anna", "511", "New Active Accounts"], ["bota", "422", "Potential Loyalist"], ["dana", "333", "Loyal Accounts"],
    ["elya", "244", "At Risk"], ["gulya", "155", "At Risk"],
]
PY
