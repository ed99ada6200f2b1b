#!/usr/bin/env bash
# usearch 2.26.6: an item whose vector has a NaN is the nearest to everything.
# Guess: it is refused when it is added, or comes last as what can't be compared.
# Seen: it is the first neighbour with a distance of NaN, before the item that is equal to the query: one item
# whose factors went wrong is recommended to every customer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check usearch==2.26.6 numpy==2.3.5
venv/bin/python -W ignore - <<'PY'
import numpy as np
from usearch.index import Index

index = Index(ndim=2, metric="l2sq", dtype="f32")
index.add(np.arange(3), np.array([[1, 0], [0, 1], [np.nan, 1]], dtype=np.float32))
found = index.search(np.array([1, 0], dtype=np.float32), 3)
print(found.keys, found.distances)
assert found.keys.tolist() == [2, 0, 1]
assert np.isnan(found.distances[0]) and found.distances[1:].tolist() == [0.0, 2.0]
PY
