#!/usr/bin/env bash
# PyExcelerate 0.13.0: dates given with all rows at once are numbers in the workbook, set cell by cell they are dates.
# Guess: a date is written as a date, whichever of the writer's two ways it takes into the sheet.
# Seen: a sheet made with `data=` holds 45327 and 45327.6458 in the format General; the same values set by `set_cell_value` are
# dates. Who opens the list of visits reads five digits, and a reader of the file has no date column.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyexcelerate==0.13.0 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
from datetime import date, datetime

from openpyxl import load_workbook
from pyexcelerate import Workbook

row = [date(2024, 2, 5), datetime(2024, 2, 5, 15, 30)]


def seen(book):
    book.save("book.xlsx")
    return [(cell.value, cell.number_format) for cell in load_workbook("book.xlsx")["visits"][1]]


whole = Workbook()
whole.new_sheet("visits", data=[row])
single = Workbook()
sheet = single.new_sheet("visits")
for place, value in enumerate(row, 1):
    sheet.set_cell_value(1, place, value)
whole, single = seen(whole), seen(single)
print(whole, single, sep="\n")
assert [form for _, form in whole] == ["General", "General"]
assert [int(value) for value, _ in whole] == [45327, 45327]
assert single == [(datetime(2024, 2, 5), "yyyy-mm-dd"), (datetime(2024, 2, 5, 15, 30), "yyyy-mm-dd")]
PY
