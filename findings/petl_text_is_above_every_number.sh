#!/usr/bin/env bash
# petl 1.7.30: where a column mixes numbers and texts, every text passes "greater than".
# Guess: comparing the text 9 with the number 100 raises a TypeError, as Python does.
# Seen: selectgt keeps "9" and any word, selectlt keeps None: values are ordered by kind first.
# Spreadsheets give such columns, and dear items are then all that were typed as text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check petl==1.7.30
venv/bin/python - <<'PY'
import petl

prices = [["price"], ["9"], ["ring"], [None], [500], [5]]
above = list(petl.values(petl.selectgt(prices, "price", 100), "price"))
below = list(petl.values(petl.selectlt(prices, "price", 100), "price"))
print(above, below)
assert above == ["9", "ring", 500] and below == [None, 5]
PY
