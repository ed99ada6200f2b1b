#!/usr/bin/env bash
# python-escpos 3.1: a receipt printer gets question marks for Kazakh letters and the tenge sign.
# Guess: text that no code page of the printer holds is an error, or is drawn as a picture.
# Seen: Russian letters find a code page by themselves; Ә and ₸ are printed as ?, without a word.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-escpos==3.1
venv/bin/python -W ignore - <<'PY'
from escpos.printer import Dummy

printer = Dummy()
printer.text("Әлия, итого 12500 ₸\n")
seen = printer.output.split(b"\x1bt\x11")[-1].decode("cp866")
print(repr(seen))
assert "?лия" in seen and "12500 ?" in seen and "итого" in seen
PY
