#!/usr/bin/env bash
# price-parser 0.5.1: the sign of an amount is dropped.
# Guess: -5000 stays negative, as a return in an export is written.
# Seen: 5000, whether hyphen, minus sign or brackets.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check price-parser==0.5.1
venv/bin/python - <<'PY'
from price_parser import Price

seen = [int(Price.fromstring(text).amount) for text in ("-5000", "\u22125 000 ₸", "(5 000)")]
print(seen)
assert seen == [5000, 5000, 5000]
PY
