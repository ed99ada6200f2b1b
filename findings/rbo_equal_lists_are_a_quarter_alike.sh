#!/usr/bin/env bash
# rbo 0.1.3: two equal lists of three items have an overlap of 0.27, of ten items 0.65.
# Guess: equal lists are 1, as they are with p left out.
# Seen: rbo(p=0.9) adds what the places that are there weigh, and no more: the longer the list the higher the
# number, whatever is on it. The one that ends at 1 is rbo_ext().
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rbo==0.1.3
venv/bin/python -W ignore - <<'PY'
from rbo import RankingSimilarity

three, ten = list(range(3)), list(range(10))
found = {
    "three": round(RankingSimilarity(three, three).rbo(p=0.9), 2),
    "ten": round(RankingSimilarity(ten, ten).rbo(p=0.9), 2),
    "no p": RankingSimilarity(three, three).rbo(),
    "extended": round(RankingSimilarity(three, three).rbo_ext(p=0.9), 2),
}
print(found)
assert found == {"three": 0.27, "ten": 0.65, "no p": 1.0, "extended": 1.0}
PY
