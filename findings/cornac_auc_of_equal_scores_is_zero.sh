#!/usr/bin/env bash
# cornac 3.0.1: a model that scores all items alike has an AUC of 0, not of one half.
# Guess: a pair of equal scores counts half, so no opinion is 0.5 and only a reversed ranking is 0.
# Seen: 0 for no opinion, the same as for a reversed ranking; scores in steps (popularity of rarely sold items)
# lose every pair that stands on one step (0.5 here, with ties counted half it is 0.75).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cornac==3.0.1 numpy==2.4.6 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from cornac.metrics import AUC

bought = np.array([0, 3])
scores = {
    "no opinion": [0, 0, 0, 0, 0],
    "reversed": [0, 1, 1, 0, 1],
    "in steps": [2, 1, 1, 1, 1],
    "right": [2, 1, 1, 2, 1],
}
seen = {
    name: float(AUC().compute(item_indices=np.arange(5), pd_scores=np.array(marks, dtype=float), gt_pos=bought))
    for name, marks in scores.items()
}
print(seen)
assert seen == {"no opinion": 0, "reversed": 0, "in steps": 0.5, "right": 1}
PY
