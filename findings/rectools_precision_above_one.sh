#!/usr/bin/env bash
# rectools 0.19.0: an item that a customer buys three times later is three hits.
# Guess: precision counts which items were right, so it is at most 1, and NDCG too.
# Seen: one recommended item, bought three times in the test, gives a precision and an NDCG of 3; recall and MAP
# stay 1. Which model is better depends on who buys the same thing twice.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rectools==0.19.0 numpy==1.26.4 pandas==2.3.3 scipy==1.17.1 setuptools==65.5.0
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from rectools.metrics import MAP, NDCG, Precision, Recall, calc_metrics

lists = pd.DataFrame([(1, "chain", 1)], columns=["user_id", "item_id", "rank"])
metrics = {"precision": Precision(k=1), "ndcg": NDCG(k=1), "recall": Recall(k=1), "map": MAP(k=1)}
seen = {}
for times in (1, 3):
    bought = pd.DataFrame([(1, "chain")] * times, columns=["user_id", "item_id"])
    seen[times] = {name: float(value) for name, value in calc_metrics(metrics, lists, bought).items()}
print(seen)
assert set(seen[1].values()) == {1}
assert seen[3] == {"precision": 3, "ndcg": 3, "recall": 1, "map": 1}
PY
