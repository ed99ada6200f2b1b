#!/usr/bin/env bash
# client-bank-exchange-1c 0.1.8: the amount 12500,50 of a bank's file is 1250050.
# Guess: a comma is the decimal point, as the code takes commas into account: 12500.50, as with a point.
# Seen: commas become points, then all points but the last are taken out, but they are counted before: in a text
# with commas alone there is one too few, and so none is left.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check client-bank-exchange-1c==0.1.8
venv/bin/python -W ignore - <<'PY'
from decimal import Decimal

from client_bank_exchange_1c.client_bank_exchange_1c import Balance

TEXT = '''СекцияРасчСчет
ДатаНачала=05.02.2024
НачальныйОстаток={}
КонецРасчСчет
'''
point, comma = (Balance.from_text(TEXT.format(amount)).initial_balance for amount in ("12500.50", "12500,50"))
print(point, comma)
assert point == Decimal("12500.50")
assert comma == Decimal("1250050")
PY
