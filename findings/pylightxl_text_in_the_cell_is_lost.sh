#!/usr/bin/env bash
# pylightxl 1.61: text that stands in its own cell of an .xlsx is read as the empty text.
# Guess: a cell's text is read wherever the format keeps it, in the cell (inlineStr) or in the shared list.
# Seen: of a sale written by openpyxl 3.1.5, numbers come through, and the code, the item and the heading are all "". No
# error. Exports are written so by many programs, since it takes one pass.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pylightxl==1.61 openpyxl==3.1.5
venv/bin/python - <<'PY'
import zipfile

import openpyxl
import pylightxl

book = openpyxl.Workbook()
book.active.append(["code", "price"])
book.active.append(["007", 12500])
book.save("sales.xlsx")
assert b'inlineStr' in zipfile.ZipFile("sales.xlsx").read("xl/worksheets/sheet1.xml")
seen = list(pylightxl.readxl("sales.xlsx").ws("Sheet").rows)
print(seen)
assert seen == [["", ""], ["", 12500]]
PY
