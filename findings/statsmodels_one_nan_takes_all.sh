#!/usr/bin/env bash
# statsmodels 0.15.0: one missing p-value makes every other one nan, and the verdicts stay.
# Guess: a segment too small for a test (nan) is skipped, or all of it is refused.
# Seen: with fdr_bh no corrected p-value is left, yet two segments are still "rejected"; with holm the
# missing one counts as a test (0.004 is four times 0.001) and the others keep their values.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check statsmodels==0.15.0 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import numpy as np
from statsmodels.stats.multitest import multipletests

segments = [0.001, np.nan, 0.04, 0.02]
seen = {}
for method in ("fdr_bh", "holm"):
    rejected, corrected = multipletests(segments, method=method)[:2]
    seen[method] = rejected.tolist(), [round(float(p), 3) for p in corrected]
print(seen)
assert seen["fdr_bh"][0] == [True, False, False, True] and np.isnan(seen["fdr_bh"][1]).all()
assert seen["holm"][1][0] == 0.004 and np.isnan(seen["holm"][1]).tolist() == [False, True, False, False]
PY
