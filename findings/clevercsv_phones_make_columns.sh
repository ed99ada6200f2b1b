#!/usr/bin/env bash
# clevercsv 0.8.5: a list of codes and phones with a semicolon between them is read as five columns.
# Guess: the semicolon, as in the standard library's sniffer: it is in every line, the heading's too.
# Seen: the spaces within +7 701 234 56 78 make the more regular table, so a space is what divides; code and
# country stand together in the first column and the heading has one cell.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check clevercsv==0.8.5
venv/bin/python -W ignore - <<'PY'
import csv
from pathlib import Path

import clevercsv

text = "код;телефон\n" + "".join(f"{number};+7 701 234 {number:02d} 78\n" for number in range(20))
Path("phones.csv").write_text(text, encoding="utf-8")
rows = clevercsv.read_table("phones.csv", encoding="utf-8")
print(repr(csv.Sniffer().sniff(text).delimiter), rows[:2])
assert csv.Sniffer().sniff(text).delimiter == ";"
assert rows[:2] == [["код;телефон"], ["0;+7", "701", "234", "00", "78"]]
PY
