#!/usr/bin/env bash
# price-parser 0.5.1: three digits after a mark are thousands, even after a zero.
# Guess: 0.500 is a half; nobody writes "zero thousand five hundred".
# Seen: 500, and a weight of 2,350 g is 2350; two decimals are read well, so a column comes out mixed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check price-parser==0.5.1
venv/bin/python - <<'PY'
from price_parser import Price

seen = [str(Price.fromstring(text).amount) for text in ("0.500", "0,750", "2,350 г", "0,75")]
print(seen)
assert seen == ["500", "750", "2350", "0.75"]
PY
