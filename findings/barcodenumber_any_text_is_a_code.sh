#!/usr/bin/env bash
# barcodenumber 0.5.0: any text at all is a valid UPC-A, JAN or GS1 code.
# Guess: a kind of code that the library lists is checked: its length and its last digit.
# Seen: "ring 585" is valid as each of the three (JAN is the Japanese EAN-13, which is checked under that name);
# misread tags pass wherever the till calls its codes by those names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check barcodenumber==0.5.0 python-stdnum==2.2
venv/bin/python - <<'PY'
import barcodenumber

kinds = ["EAN13", "GTIN", "UPCA", "JAN", "GS1"]
assert set(kinds) <= set(barcodenumber.barcodes())
seen = {kind: barcodenumber.check_code(kind, "ring 585") for kind in kinds}
print(seen)
assert seen == {"EAN13": False, "GTIN": False, "UPCA": True, "JAN": True, "GS1": True}
PY
