#!/usr/bin/env bash
# xlcalculator 0.5.0: from 31 January to 1 March there are no whole months (DATEDIF "m").
# Guess: one, as in Excel and in formulas 1.3.4: February lies between.
# Seen: 0; from 15 January to 16 March it is 2, in both. Tenure and recency in months are one short for whoever bought on the
# last days of a month before a shorter one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlcalculator==0.5.0 formulas==1.3.4 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import contextlib
import io

import formulas
from openpyxl import Workbook
from xlcalculator import Evaluator, ModelCompiler

ASKED = {
    "A1": '=DATEDIF(DATE(2024,1,31),DATE(2024,3,1),"m")',
    "A2": '=DATEDIF(DATE(2024,1,15),DATE(2024,3,16),"m")',
}
model = ModelCompiler().read_and_parse_dict({f"S!{place}": formula for place, formula in ASKED.items()}, default_sheet="S")
seen = [int(Evaluator(model).evaluate(f"S!{place}")) for place in ASKED]
book = Workbook()
book.active.title = "S"
for place, formula in ASKED.items():
    book.active[place] = formula
book.save("tenure.xlsx")
with contextlib.redirect_stderr(io.StringIO()):
    cells = formulas.ExcelModel().loads("tenure.xlsx").finish().calculate()
other = [int(cells[f"'[tenure.xlsx]S'!{place}"].value[0, 0]) for place in ASKED]
print("xlcalculator", seen, "formulas", other)
assert seen == [0, 2]
assert other == [1, 2]
PY
