#!/usr/bin/env bash
# frouros 0.9.0: PSI of two samples of one distribution is 0.7.
# Guess: near 0, and far below 0.1, from which on most rules of thumb see a change.
# Seen: 0.7 on average of twenty pairs of 1,000 normal draws, nine of them above 0.2; the same pairs over tenths of
# equal number have 0.02. Its bins are of equal width from least to greatest of both samples, and a bin at the
# edge that one of them leaves empty is divided by nearly nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check frouros==0.9.0 numpy==2.1.3 scipy==1.14.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from frouros.detectors.data_drift import PSI

draws = np.random.default_rng(7)
own, tenths = [], []
for _ in range(20):
    before, now = draws.normal(size=1000), draws.normal(size=1000)
    detector = PSI()
    detector.fit(X=before)
    own.append(float(detector.compare(X=now)[0].distance))
    edges = np.quantile(before, np.linspace(0, 1, 11)[1:-1])
    shares = [np.bincount(np.searchsorted(edges, sample), minlength=10) / 1000 for sample in (before, now)]
    tenths.append(float(((shares[0] - shares[1]) * np.log(shares[0] / shares[1])).sum()))
print(f"mean PSI: frouros {np.mean(own):.2f}, over tenths {np.mean(tenths):.3f}; above 0.2: {sum(value > 0.2 for value in own)} of 20")
assert np.mean(own) > 0.5 and max(tenths) < 0.1
PY
