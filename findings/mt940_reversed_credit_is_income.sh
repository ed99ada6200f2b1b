#!/usr/bin/env bash
# mt-940 5.1.1: a reversed credit counts as money that came in.
# Guess: a statement's line marked RC takes a credit back, so its amount is below zero, as a debit's is.
# Seen: a debit is -100, a reversed credit +500, a reversed debit +40: of the marks, only D turns the sign.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1
venv/bin/python - <<'PY'
import mt940

statement = """:20:SHOP
:25:KZ00BANK0000000001
:28C:1/1
:60F:C240205KZT1000,00
:61:2402050205C500,00NTRFNONREF
:61:2402050205RC500,00NTRFNONREF
:61:2402050205D100,00NTRFNONREF
:61:2402050205RD40,00NTRFNONREF
:62F:C240205KZT940,00
"""
lines = [line.data for line in mt940.parse(statement)]
seen = [(line["status"], float(line["amount"].amount)) for line in lines]
total = sum(amount for _, amount in seen)
print(seen, "sum", total, "where the balance moved by", -60.0)
assert seen == [("C", 500.0), ("RC", 500.0), ("D", -100.0), ("RD", 40.0)]
PY
