#!/usr/bin/env bash
# agate 1.14.2: ranked from the top, an item without a number of sales has rank 1.
# Guess: what is missing has no rank, or the last one, in either direction.
# Seen: missing is the greatest of all numbers: last when ranked upwards, first when ranked downwards, and `order_by` does
# so too; the best seller is second.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check agate==1.14.2
venv/bin/python -W ignore - <<'PY'
from agate import Number, Rank, Table, Text

table = Table([["ring", 40], ["chain", 25], ["brooch", None]], ["item", "sold"], [Text(), Number()])
ranks = {}
for name, down in (("up", False), ("down", True)):
    ranked = table.compute([("place", Rank("sold", reverse=down))])
    ranks[name] = {row["item"]: int(row["place"]) for row in ranked.rows}
first = table.order_by("sold", reverse=True).rows[0]["item"]
print(ranks, first)
assert ranks["up"] == {"chain": 1, "ring": 2, "brooch": 3}
assert ranks["down"] == {"brooch": 1, "ring": 2, "chain": 3}
assert first == "brooch"
PY
