#!/usr/bin/env bash
# pycel 1.0b30: a month after 31 January 2024 is 2 March, a month before 31 March too.
# Guess: EDATE stops at the end of a shorter month, as Excel's does (29 February in both cases).
# Seen: the days that the month lacks are counted on into the next, while EOMONTH of the same month is right. Reminders,
# warranties and "bought within a month" go wrong for what is sold on the last days of a month.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
from datetime import date, timedelta

from openpyxl import Workbook
from pycel import ExcelCompiler

ASKED = {
    "=EDATE(DATE(2024,1,31),1)": date(2024, 3, 2),
    "=EDATE(DATE(2024,3,31),-1)": date(2024, 3, 2),
    "=EDATE(DATE(2024,3,31),1)": date(2024, 5, 1),
    "=EDATE(DATE(2024,1,15),1)": date(2024, 2, 15),
    "=EOMONTH(DATE(2024,1,31),1)": date(2024, 2, 29),
}
book = Workbook()
book.active.title = "S"
for row, formula in enumerate(ASKED, 1):
    book.active.cell(row, 1, formula)
book.save("dates.xlsx")
calculated = ExcelCompiler(filename="dates.xlsx")
for row, (formula, expected) in enumerate(ASKED.items(), 1):
    seen = date(1899, 12, 30) + timedelta(days=int(calculated.evaluate(f"S!A{row}")))
    print(formula, seen)
    assert seen == expected
PY
