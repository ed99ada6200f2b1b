#!/usr/bin/env bash
# openretailscience 0.48.1: of a cohort's months that have not come yet, 0 % came back.
# Guess: months after the last sale are empty, as in every triangle of cohorts.
# Seen: the table is filled with 0 to the length of the oldest cohort, so the newest customers look lost, and
# the average over a column falls towards its end whatever people do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openretailscience==0.48.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from openretailscience.analysis.cohort import CohortAnalysis

sales = pd.DataFrame(
    {
        "customer_id": [1, 1, 2, 2],
        "transaction_date": pd.to_datetime(["2024-01-10", "2024-03-10", "2024-03-01", "2024-03-20"]),
    }
)
table = CohortAnalysis(
    sales, aggregation_column="customer_id", agg_func="nunique", period="month", percentage=True
).df
newest = [float(share) for share in table.loc["2024-03-01"]]
print(table, newest)
assert newest == [1.0, 0.0, 0.0]
PY
