#!/usr/bin/env bash
# quantulum3 0.10.0: gold of 18K is 18 kelvin, and a necklace of 16" is 16 seconds of arc.
# Guess: K after a number in a jeweller's text is karat (it knows the carat), " is the inch.
# Seen: kelvin and second of arc beside a right 0.05 carat and 2.35 gram, none marked as doubtful.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check quantulum3==0.10.0
venv/bin/python -W ignore - <<'PY'
from quantulum3 import parser

texts = ["18K 0.05 ct", 'Necklace 16"', "Ring 2.35 g"]
seen = [[(q.value, q.unit.name) for q in parser.parse(text)] for text in texts]
print(seen)
assert seen == [[(18.0, "kelvin"), (0.05, "carat")], [(16.0, "second of arc")], [(2.35, "gram")]]
PY
