#!/usr/bin/env bash
# anyascii 0.3.3: the ring size 17½ becomes 171/2.
# Guess: ½ is set apart or becomes .5, so that the number stays one.
# Seen: letter by letter ½ is 1/2, close to the digits before it: 17½ mm reads as 171 halves, and a weight of 3¼ g
# as 31/4.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check anyascii==0.3.3
venv/bin/python -W ignore - <<'PY'
from anyascii import anyascii

written = [anyascii(text) for text in ("17½ мм", "3¼ г", "½ г")]
print(written)
assert written == ["171/2 mm", "31/4 g", "1/2 g"]
PY
