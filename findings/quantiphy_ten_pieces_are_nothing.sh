#!/usr/bin/env bash
# quantiphy 2.23: 10 pieces are 0.00000000001 ieces, 5 ct are 50 kg.
# Guess: a unit that is not known stays as it stands, as a tenge does.
# Seen: whatever begins with the letter of a scale is scaled: p is a pico, c a centi, k a kilo. Pieces, pairs and
# months shrink to nothing, 0.35 kar (Russian for carat) are 350 ar, and nothing is said.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check quantiphy==2.23
venv/bin/python -W ignore - <<'PY'
from quantiphy import Quantity

read = {text: (float(Quantity(text)), Quantity(text).units) for text in ("7 tenge", "10 pieces", "5 ct", "0.35 kar")}
print(read)
assert read == {
    "7 tenge": (7.0, "tenge"), "10 pieces": (1e-11, "ieces"), "5 ct": (0.05, "t"), "0.35 kar": (350.0, "ar"),
}
PY
