#!/usr/bin/env bash
# scikit-uplift 0.5.1: where scores are equal, uplift at 30 % is that of the rows that stand last in the file.
# Guess: equal scores make one group, or are drawn by chance; the order of rows means nothing.
# Seen: one model that scores all customers alike has an uplift of 0.00 or 0.67, by whether buyers stand first or last.
# A score by segment is equal for most customers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check scikit-uplift==0.5.1 "numpy==1.26.4" "pandas==1.5.3" "matplotlib==3.8.4"
venv/bin/python - <<'PY'
import numpy as np
from sklift.metrics import uplift_at_k

called = np.tile([1, 0], 50)
bought = np.where(np.arange(100) < 20, called, 0)  # ten buyers, all of them called, in the first rows
score = np.zeros(100)
seen = [uplift_at_k(y, score, t, strategy="overall", k=0.3)
        for y, t in ((bought, called), (bought[::-1], called[::-1]))]
print(seen)
assert [round(value, 2) for value in seen] == [0.0, 0.67]
PY
