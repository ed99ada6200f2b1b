#!/usr/bin/env bash
# frictionless 5.21.0: a column of small numbers with a decimal comma is described as places on a map.
# Guess: 17,5 and 18,0 (ring sizes) are text, or numbers once the comma is known.
# Seen: type geopoint, and the cells are read as pairs of degrees, [17, 5]. Only once a number goes
# beyond 180 (1490,50) is the column text, so two months of one shop get two types.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check frictionless==5.21.0
printf 'id,size\n1,"17,5"\n2,"18,0"\n' > sizes.csv
printf 'id,price\n1,"1490,50"\n2,"12500,00"\n' > prices.csv
venv/bin/python - <<'PY'
from frictionless import Resource, describe

types = [describe(name).schema.fields[1].type for name in ("sizes.csv", "prices.csv")]
cells = [[float(part) for part in row["size"]] for row in Resource("sizes.csv").read_rows()]
print(types, cells)
assert types == ["geopoint", "string"]
assert cells == [[17.0, 5.0], [18.0, 0.0]]
PY
