#!/usr/bin/env bash
# sqlglot 30.30.0: an ordered list loses its order on the way from DuckDB to Spark, without a word.
# Guess: the order is kept by a sort, or the translation is refused at unsupported_level=RAISE.
# Seen: list(item order by moment) becomes COLLECT_LIST(item), and no error; read back and run in DuckDB,
# the items come as they lie in the table. For BigQuery the order is kept.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sqlglot==30.30.0 duckdb==2.0.0
venv/bin/python - <<'PY'
import duckdb
import sqlglot

QUERY = "SELECT LIST(item ORDER BY moment) FROM (VALUES ('ring', 3), ('chain', 1), ('watch', 2)) AS sales(item, moment)"
spark = sqlglot.transpile(QUERY, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
again = sqlglot.transpile(spark, read="spark", write="duckdb")[0]
bigquery = sqlglot.transpile("SELECT LIST(item ORDER BY moment) FROM sales", read="duckdb", write="bigquery")[0]
seen = [duckdb.sql(query).fetchall()[0][0] for query in (QUERY, again)]
print(spark, bigquery, *seen, sep="\n")
assert "COLLECT_LIST(item)" in spark and "ORDER BY" not in spark and "ORDER BY moment" in bigquery
assert seen == [["chain", "watch", "ring"], ["ring", "chain", "watch"]]
PY
