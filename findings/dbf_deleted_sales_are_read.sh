#!/usr/bin/env bash
# dbf 0.99.11: rows that the till has deleted are read like the others.
# Guess: a deleted row is not there, as with dbfread; or at least the length leaves it out.
# Seen: the table has three rows worth 137,500, dbfread's two worth 125,000. Deletion is only a flag, to be
# asked of each row by a function (is_deleted).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dbf==0.99.11 dbfread==2.0.7
venv/bin/python - <<'PY'
import dbf
import dbfread

table = dbf.Table("sales.dbf", "item c(10); amount n(10,2)", codepage="cp866")
table.open(mode=dbf.READ_WRITE)
for row in [("ring", 100_000), ("chain", 12_500), ("watch", 25_000)]:
    table.append(row)
dbf.delete(table[1])
table.close()
with dbf.Table("sales.dbf").open() as again:
    seen = {"dbf": (len(again), sum(row.amount for row in again))}
rows = list(dbfread.DBF("sales.dbf"))
seen["dbfread"] = len(rows), sum(row["AMOUNT"] for row in rows)
print(seen)
assert seen == {"dbf": (3, 137_500), "dbfread": (2, 125_000)}
PY
