#!/usr/bin/env bash
# pyexcel 0.7.6 with pyexcel-io 0.6.8: a size 17,5 in a CSV becomes 175, an article 1e5 becomes 100000.
# Guess: a reader that leaves 001 a text leaves all that is no plain number a text.
# Seen: a leading nought is respected, but a comma is taken away as a separator of thousands and 1e5 is
# calculated; 12 500,50 with a space stays a text, so one column holds texts and numbers ten times too large.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyexcel==0.7.6 pyexcel-io==0.6.8
venv/bin/python -W ignore - <<'PY'
import pyexcel

sheet = 'sku,size\n001,17.5\n1e5,"17,5"\n0007,"12 500,50"\n'
rows = [tuple(row.values()) for row in pyexcel.get_records(file_content=sheet, file_type="csv")]
print(rows)
assert rows == [("001", 17.5), (100000.0, 175), ("0007", "12 500,50")]
PY
