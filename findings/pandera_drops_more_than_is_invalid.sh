#!/usr/bin/env bash
# pandera 0.35.0: drop_invalid_rows drops good rows too.
# Guess: only the rows that fail a check go.
# Seen: rows go by their index label, so after a concat of two files a bad row takes the row of the
# same number of the other file along, here a sale of 200, without an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandera==0.35.0 pandas==2.3.3 numpy==2.4.6
venv/bin/python - <<'PY'
import pandas as pd
import pandera.pandas as pa

prices = pa.DataFrameSchema({"price": pa.Column(float, pa.Check.gt(0))}, drop_invalid_rows=True)
two_files = pd.concat([pd.DataFrame({"price": [-1.0, 100.0]}), pd.DataFrame({"price": [200.0, 300.0]})])
joined = prices.validate(two_files, lazy=True)["price"].tolist()
renumbered = prices.validate(two_files.reset_index(drop=True), lazy=True)["price"].tolist()
print(joined, renumbered)
assert joined == [100.0, 300.0] and renumbered == [100.0, 200.0, 300.0]
PY
