#!/usr/bin/env bash
# pycel 1.0b30: EDATE counts days over the end of a shorter month.
# Guess: a month after 31 January 2024 is 29 February, as in the spreadsheet whose formulas it computes.
# Seen: 2 March; a month after 31 March is 1 May. EOMONTH is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5 numpy==2.4.6
venv/bin/python - <<'PY'
import datetime

from openpyxl import Workbook
from pycel import ExcelCompiler

book = Workbook()
sheet = book.active
sheet["A1"], sheet["A2"] = datetime.date(2024, 1, 31), datetime.date(2024, 3, 31)
formulas = ["=EDATE(A1,1)", "=EDATE(A2,1)", "=EOMONTH(A1,1)"]
for row, formula in enumerate(formulas, start=1):
    sheet.cell(row, 2, formula)
book.save("instalments.xlsx")
compiled = ExcelCompiler("instalments.xlsx")
first_day = datetime.date(1899, 12, 30)
seen = [
    str(first_day + datetime.timedelta(days=int(compiled.evaluate(f"Sheet!B{row}"))))
    for row in range(1, len(formulas) + 1)
]
print(seen)
assert seen == ["2024-03-02", "2024-05-01", "2024-02-29"]
PY
