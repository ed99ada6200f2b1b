#!/usr/bin/env bash
# xlsx2csv 0.8.6: rows that a filter hides are left out, and shares are rounded to what is shown.
# Guess: a converter writes every row with its stored value, as it does for 1234567.891 shown whole.
# Seen: a hidden sale becomes an empty line; 0.155 shown as 0% becomes the text 16%. The first can be
# turned off (skip_hidden_rows=False), the second not by that.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5
venv/bin/python - <<'PY'
import openpyxl
from xlsx2csv import Xlsx2csv

book = openpyxl.Workbook()
for row, (item, discount) in enumerate([("ring", 0.155), ("chain", 0.05)], start=1):
    book.active.append([item, discount])
    book.active.cell(row, 2).number_format = "0%"
book.active.row_dimensions[2].hidden = True
book.save("sales.xlsx")
Xlsx2csv("sales.xlsx").convert("shown.csv")
Xlsx2csv("sales.xlsx", skip_hidden_rows=False).convert("all.csv")
seen = [open(name, encoding="utf-8").read().split() for name in ("shown.csv", "all.csv")]
print(seen)
assert seen == [["ring,16%"], ["ring,16%", "chain,5%"]]
PY
