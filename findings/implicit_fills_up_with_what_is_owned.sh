#!/usr/bin/env bash
# implicit 0.7.3: asked to leave out what is owned, item-to-item models put it at the end of the list.
# Guess: filter_already_liked_items=True gives a shorter list when the neighbours run out.
# Seen: the ring and the earrings that the customer has come back, ranked below the chain with score 0;
# with a small assortment most lists end so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check implicit==0.7.3 numpy==2.4.6 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from implicit.nearest_neighbours import CosineRecommender
from scipy.sparse import csr_matrix

ITEMS = ["ring", "earrings", "chain", "brooch", "watch"]
bought = csr_matrix(np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]], dtype=np.float32))
model = CosineRecommender(K=20, num_threads=1)
model.fit(bought, show_progress=False)
items, scores = model.recommend(0, bought[0], N=5, filter_already_liked_items=True)
seen = [(ITEMS[item], round(float(score), 2)) for item, score in zip(items, scores)]
print(seen)
assert seen[0][0] == "chain" and seen[0][1] > 0
assert sorted(seen[1:]) == [("earrings", 0.0), ("ring", 0.0)]
PY
