#!/usr/bin/env bash
# river 0.26.1: the running median of sixty sales at 1 and then forty at 100 is 18.5, of all rows 1.
# Guess: the estimate of a quantile lies near a price that was paid.
# Seen: it moves five marks along a curve as values come, so a rise of prices leaves it between the two; where
# fifty were at 1, fifty at 2 and a hundred and one at 1000 it is 336.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check river==0.26.1 numpy==2.4.6
venv/bin/python -W ignore - <<'PY'
import numpy as np
from river import stats


def median(prices):
    running = stats.Quantile(0.5)
    for price in prices:
        running.update(price)
    return round(running.get(), 1), float(np.median(prices))


found = [median([1] * 60 + [100] * 40), median([1, 2] * 50 + [1000] * 101)]
print(found)
assert found == [(18.5, 1.0), (336.2, 1000.0)]
PY
