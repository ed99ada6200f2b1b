#!/usr/bin/env bash
# datacompy 1.1.0: the text 05.02.2024 equals the date 2 May 2024, and not 5 February.
# Guess: a text beside a date is a mismatch of types, or is read as it was written.
# Seen: the text is read month first where it can be and day first where it can't, so a load that swapped
# day and month matches its export in every row, and a right load is reported as wrong.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check datacompy==1.1.0
venv/bin/python -W ignore - <<'PY'
import datacompy
import pandas as pd


def matches(written: str, loaded: str) -> bool:
    export = pd.DataFrame({"receipt": ["1"], "day": [written]})
    warehouse = pd.DataFrame({"receipt": ["1"], "day": pd.to_datetime([loaded])})
    return bool(datacompy.PandasCompare(export, warehouse, join_columns="receipt").matches())


seen = [
    matches("05.02.2024", "2024-05-02"),
    matches("05.02.2024", "2024-02-05"),
    matches("13.02.2024", "2024-02-13"),
]
print(seen)
assert seen == [True, False, True]
PY
