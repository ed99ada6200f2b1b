#!/usr/bin/env bash
# py-kz-validators 0.0.2: of Kazakhstan's valid identification numbers (IIN) one in twelve is invalid.
# Guess: a validator of the national number knows both rows of weights that the rule names.
# Seen: the second row, 3 to 11 then 1 and 2, is kept as a set, which has no order: it counts as 1 to 11 again,
# and each number that needs it fails. The numbers below are of people born on the last day of 2099.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check py-kz-validators==0.0.2
venv/bin/python -W ignore - <<'PY'
from kz.validators import IIN

FIRST, SECOND = range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def control(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights)) % 11


counts = {"by the first row": [0, 0], "by the second row": [0, 0]}
for serial in range(10000):
    digits = f"9912315{serial:04d}"
    row, last = "by the first row", control(digits, FIRST)
    if last == 10:
        row, last = "by the second row", control(digits, SECOND)
    if last < 10:
        counts[row][IIN.is_valid(f"{digits}{last}")] += 1
print(counts)
assert counts == {"by the first row": [0, 9090], "by the second row": [827, 0]}
PY
