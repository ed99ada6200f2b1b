#!/usr/bin/env bash
# formulas 1.3.4, xlcalculator 0.5.0: prices that stand as text are added by SUM over a range; Excel and pycel 1.0b30 leave them out.
# Guess: libraries that calculate a workbook without Excel come to Excel's sum.
# Seen: of 10, the text 17.5 and a word the sum is 27.5; Excel's documentation (SUM) says that text in a reference is ignored:
# 10. They don't agree on COUNT either, 2 and 1. The total on the owner's screen is another one than the script's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check formulas==1.3.4 xlcalculator==0.5.0 pycel==1.0b30 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import contextlib
import io

import formulas
from openpyxl import Workbook
from pycel import ExcelCompiler
from xlcalculator import Evaluator, ModelCompiler

PRICES = {"A1": 10, "A2": "17.5", "A3": "нет"}
ASKED = {"H1": "=SUM(A1:A3)", "H2": "=COUNT(A1:A3)"}

book = Workbook()
book.active.title = "S"
for place, value in {**PRICES, **ASKED}.items():
    book.active[place] = value
book.save("prices.xlsx")
with contextlib.redirect_stderr(io.StringIO()):
    cells = formulas.ExcelModel().loads("prices.xlsx").finish().calculate()
by_formulas = [float(cells[f"'[prices.xlsx]S'!{place}"].value[0, 0]) for place in ASKED]
by_pycel = [float(ExcelCompiler(filename="prices.xlsx").evaluate(f"S!{place}")) for place in ASKED]
model = ModelCompiler().read_and_parse_dict({f"S!{place}": value for place, value in {**PRICES, **ASKED}.items()}, default_sheet="S")
by_xlcalculator = [float(Evaluator(model).evaluate(f"S!{place}")) for place in ASKED]
print("formulas", by_formulas, "xlcalculator", by_xlcalculator, "pycel", by_pycel)
assert by_formulas == [27.5, 2]
assert by_xlcalculator == [27.5, 1]
assert by_pycel == [10, 1]
PY
