#!/usr/bin/env bash
# pyexcel 0.7.6: reading a CSV takes every comma out of whole numbers, wherever it stands.
# Guess: "12,5" stays text (or 12.5), "1,2,3" (three sizes) stays text.
# Seen: 125 and 123, while 12,500.50, a clean amount, stays text; a phone with a leading zero is
# text and one with a plus is a number, in the same column.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyexcel==0.7.6 pyexcel-io==0.6.8
venv/bin/python - <<'PY'
import pyexcel

cells = ["12,5", "1,2,3", "12,500.50", "087011234567", "+77011234567"]
with open("cells.csv", "w", encoding="utf-8") as file:
    file.writelines(f'"{cell}"\n' for cell in cells)
seen = [row[0] for row in pyexcel.get_array(file_name="cells.csv")]
print(seen)
assert seen == [125, 123, "12,500.50", "087011234567", 77011234567]
PY
