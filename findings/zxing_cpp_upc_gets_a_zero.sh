#!/usr/bin/env bash
# zxing-cpp 3.1.1: a UPC-A code is read back with a zero before it, as an EAN-13.
# Guess: what was written as UPC-A with twelve digits is read as that.
# Seen: the reader calls it EAN-13 and gives thirteen digits, so tags of American goods are not found in a list
# that holds them as printed; in Code 39 small letters come back as capitals.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check zxing-cpp==3.1.1
venv/bin/python -W ignore - <<'PY'
import zxingcpp


def read_back(text, kind):
    found = zxingcpp.read_barcodes(zxingcpp.write_barcode(kind, text))[0]
    return found.text, str(found.format)


kinds = zxingcpp.BarcodeFormat
upc, code39 = read_back("012345678905", kinds.UPCA), read_back("k-105", kinds.Code39)
print(upc, code39)
assert upc == ("0012345678905", "EAN-13")
assert code39[0] == "K-105"
PY
