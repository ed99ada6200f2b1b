#!/usr/bin/env bash
# pycel 1.0b30: a price of 1250 rounded to hundreds is 1200, one of 1350 is 1400.
# Guess: ROUND takes halves away from zero, as Excel's does (1300), and as pycel's own ROUND(2.345, 2) = 2.35 does.
# Seen: with a negative number of digits halves go to the even hundred, with another they go up. Half of the price tags that end in
# 50 are a hundred lower than in the workbook they came from.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
from openpyxl import Workbook
from pycel import ExcelCompiler

ASKED = {"=ROUND(1250,-2)": 1200, "=ROUND(1350,-2)": 1400, "=ROUND(450,-2)": 400, "=ROUND(2.5,0)": 3, "=ROUND(2.345,2)": 2.35}
book = Workbook()
book.active.title = "S"
for row, formula in enumerate(ASKED, 1):
    book.active.cell(row, 1, formula)
book.save("prices.xlsx")
calculated = ExcelCompiler(filename="prices.xlsx")
for row, (formula, expected) in enumerate(ASKED.items(), 1):
    seen = calculated.evaluate(f"S!A{row}")
    print(formula, seen)
    assert seen == expected
PY
