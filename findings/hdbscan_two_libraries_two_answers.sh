#!/usr/bin/env bash
# hdbscan 0.8.44 and scikit-learn 1.9.1: one method, one setting, other clusters.
# Guess: the same labels; they share the method and the names and defaults of its parameters.
# Seen: two clear groups of three customers are two clusters in scikit-learn and all noise in hdbscan:
# a point counts as its own neighbour only in scikit-learn, so min_samples differs by one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hdbscan==0.8.44 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import hdbscan
import numpy as np
from sklearn.cluster import HDBSCAN

spend = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
ours = HDBSCAN(min_cluster_size=3, copy=True).fit_predict(spend).tolist()
theirs = hdbscan.HDBSCAN(min_cluster_size=3).fit_predict(spend).tolist()
one_less = hdbscan.HDBSCAN(min_cluster_size=3, min_samples=2).fit_predict(spend).tolist()
print(ours, theirs, one_less)
assert ours == one_less == [0, 0, 0, 1, 1, 1] and theirs == [-1] * 6
PY
