#!/usr/bin/env bash
# xlsx2csv 0.8.6: a number shown with a quoted Latin unit is written as a date.
# Guess: 45 in the format 0.00" mm" is 45, or 45.00 mm; text in quotes is no date code.
# Seen: mm and d within the quotes are filled in as the month and day of day 45 (1900), the number is gone.
# A Cyrillic unit leaves the number alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlsx2csv==0.8.6 xlsxwriter==3.3.1
venv/bin/python - <<'PY'
import csv

import xlsxwriter
from xlsx2csv import Xlsx2csv

with xlsxwriter.Workbook("sizes.xlsx") as book:
    sheet = book.add_worksheet()
    for row, unit in enumerate(['0.00" mm"', '0" EUR/day"', '0.00" мм"']):
        sheet.write_number(row, 0, 45, book.add_format({"num_format": unit}))
Xlsx2csv("sizes.xlsx").convert("sizes.csv")
with open("sizes.csv", encoding="utf-8", newline="") as file:
    seen = [row[0] for row in csv.reader(file)]
print(seen)
assert seen[:2] == ['0.00" 02"', '0" eur/13ay"']
assert float(seen[2]) == 45
PY
