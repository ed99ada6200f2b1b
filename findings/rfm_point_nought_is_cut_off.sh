#!/usr/bin/env bash
# rfm 1.0.9: every cell with ".0" in it loses its last two signs, dates and amounts alike.
# Guess: dates of one spelling are read alike, and 1250.05 is 1250.05.
# Seen: 05.02.2024 is cut to 05.02.20 and lands four years back (so does every day of January to September, none
# of October to December), 1250.05 becomes 1250. and 100.05 100. What is meant is the tail of 5.0; nothing is said.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rfm==1.0.9 "numpy==1.26.4" "pandas==1.5.3" "matplotlib==3.8.4"
venv/bin/python - <<'PY'
import pandas as pd
from rfm import RFM

sales = pd.DataFrame({
    "customer": ["anna", "bota", "dana"],
    "date": ["05.02.2024", "13.12.2024", "21.12.2024"],
    "amount": [1250.05, 1250.5, 1250.0],
})
table = RFM(sales, customer_id="customer", transaction_date="date", amount="amount").rfm_table
seen = table.set_index("customer")[["recency", "monetary_value"]].to_dict("index")
print(seen)
assert seen["anna"] == {"recency": 1694, "monetary_value": 1250.0}  # 320 days and 1250.05 are meant
assert seen["bota"] == {"recency": 8, "monetary_value": 1250.5}
assert seen["dana"] == {"recency": 0, "monetary_value": 1250.0}
PY
