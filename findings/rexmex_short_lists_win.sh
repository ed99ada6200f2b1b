#!/usr/bin/env bash
# rexmex 0.1.3: hits at 10 of a list of one place is 1, of the same hit in ten places 0.1.
# Guess: hits@k counts hits or says whether there is one, and k is what it divides by if anything.
# Seen: hits are divided by the places that the list happens to fill, so a model that names one sure piece
# beats a model that names the same piece and nine more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rexmex==0.1.3 six==1.17.0 'setuptools<81'
venv/bin/python -W ignore - <<'PY'
from rexmex.metrics.ranking import hits_at_k

bought = ["ring"]
short = hits_at_k(bought, ["ring"], k=10)
full = hits_at_k(bought, ["ring", *(f"piece {number}" for number in range(9))], k=10)
print(short, full)
assert (short, full) == (1.0, 0.1)
PY
