#!/usr/bin/env bash
# dbt-spark 1.11.0: what a profile says of Spark's ANSI mode is set aside.
# Guess: `server_side_parameters: {spark.sql.ansi.enabled: true}` reaches the session, as other parameters do.
# Seen: it is overwritten with false, without a word; a price that is no number is then NULL in place of an error, so a sale
# loses its amount in silence. A parameter beside it comes through.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "dbt-spark[PyHive]==1.11.0" dbt-core==1.11.16 dbt-adapters==1.24.5
venv/bin/python - <<'PY'
from dbt.adapters.spark.connections import SparkCredentials

said = {"spark.sql.ansi.enabled": "true", "spark.sql.shuffle.partitions": "2"}
credentials = SparkCredentials(
    host="localhost", method="thrift", schema="sales", database=None, server_side_parameters=said
)
seen = credentials.server_side_parameters
print(seen)
assert seen == {"spark.sql.ansi.enabled": "false", "spark.sql.shuffle.partitions": "2"}
PY
