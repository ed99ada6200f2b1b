#!/usr/bin/env bash
# dlt 1.31.0: columns with Russian names are loaded as one column, x, that holds the last of them.
# Guess: letters that a name may not hold are spelled otherwise, and where two names meet, it is an error or a number
# is added.
# Seen: of date, price and weight one text column x is left, with the weight in it; so is the table's name. The load
# succeeds, and nothing is said of the others. Exports of 1C have such headings throughout.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "dlt[duckdb]==1.31.0" duckdb==2.0.1
RUNTIME__DLTHUB_TELEMETRY=false venv/bin/python - <<'PY'
import dlt
import duckdb

sale = {"Дата": "2024-02-05", "Цена": "12500", "Вес": "2,35", "id": "007"}
pipeline = dlt.pipeline("sales", destination=dlt.destinations.duckdb("shop.duckdb"), dataset_name="raw", pipelines_dir=".")
info = pipeline.run([sale], table_name="продажи")
info.raise_on_failed_jobs()
seen = duckdb.connect("shop.duckdb").sql("select * exclude (_dlt_load_id, _dlt_id) from raw.x").fetchall()
print(seen)
assert seen == [("2,35", "007")]
PY
