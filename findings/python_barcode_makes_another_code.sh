#!/usr/bin/env bash
# python-barcode 0.16.1: a code that is too long or wrong becomes a valid code of another item.
# Guess: an EAN-13 of 14 digits, or with a wrong last digit, is refused.
# Seen: the first twelve digits are taken and a new check digit is put behind them. 04601234567893 (the same
# number padded to a GTIN-14) is printed as 0460123456786, 4601234567890 with a misread end as 4601234567893.
# Eleven digits are refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-barcode==0.16.1
venv/bin/python - <<'PY'
import barcode
from barcode.errors import NumberOfDigitsError

codes = ["4601234567893", "04601234567893", "4601234567890"]
seen = {code: barcode.get("ean13", code).get_fullcode() for code in codes}
try:
    barcode.get("ean13", "46012345678")
    short = "taken"
except NumberOfDigitsError:
    short = "refused"
print(seen, short)
assert list(seen.values()) == ["4601234567893", "0460123456786", "4601234567893"] and short == "refused"
PY
