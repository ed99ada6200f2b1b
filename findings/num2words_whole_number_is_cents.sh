#!/usr/bin/env bash
# num2words 0.5.14: with to="currency" a whole number counts tiyn (kopecks), a fraction counts tenge.
# Guess: 12500 and 12500.0 are both twelve and a half thousand tenge.
# Seen: the int is one hundred and twenty-five tenge; float, Decimal and text are 12,500.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check num2words==0.5.14
venv/bin/python - <<'PY'
from decimal import Decimal

from num2words import num2words

seen = [num2words(value, lang="ru", to="currency", currency="KZT")
        for value in (12500, 12500.0, Decimal("12500"), "12500")]
print(*seen, sep="\n")
assert seen[0].startswith("сто двадцать пять тенге")
assert all(text.startswith("двенадцать тысяч пятьсот тенге") for text in seen[1:])
PY
