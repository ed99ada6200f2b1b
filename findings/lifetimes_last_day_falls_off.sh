#!/usr/bin/env bash
# lifetimes 0.11.3: calibration_and_holdout_data loses the last day where sales have a clock time.
# Guess: with freq="D" the day counts, as in summary_data_from_transaction_data, which counts it.
# Seen: a sale at 18:00 on the last day of the calibration is a purchase of the holdout, a sale at 18:00 on
# the last day of the holdout is none, and who bought first on the day of the split is no customer at all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lifetimes==0.11.3 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from lifetimes.utils import calibration_and_holdout_data, summary_data_from_transaction_data

sales = pd.DataFrame(
    [("A", "2024-01-05 11:00"), ("A", "2024-01-31 18:00"),
     ("B", "2024-01-05 11:00"), ("B", "2024-02-29 18:00"), ("C", "2024-01-31 18:00")],
    columns=["customer", "moment"],
)
sales["moment"] = pd.to_datetime(sales["moment"])
summary = summary_data_from_transaction_data(sales, "customer", "moment", observation_period_end="2024-02-29")
split = calibration_and_holdout_data(sales, "customer", "moment", "2024-01-31", "2024-02-29")
seen = (
    summary["frequency"].astype(int).to_dict(),
    split[["frequency_cal", "frequency_holdout"]].astype(int).T.to_dict("list"),
)
print(seen)
assert seen == ({"A": 1, "B": 1, "C": 0}, {"A": [0, 1], "B": [0, 0]})
PY
