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
printer.text("Итого 12500 ₸, Әлия\n")
seen = printer.output.removeprefix(b"\x1bt\x11").decode("cp866")  # the printer's name for code page 866
print(repr(seen))
assert seen == "Итого 12500 ?, ?лия\n"
PY
