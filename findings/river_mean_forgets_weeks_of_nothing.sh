#!/usr/bin/env bash
# river 0.23.0: an exponentially weighted mean takes a mean of 0 for "nothing seen yet".
# Guess: after three weeks without a sale, a week of 10 makes the mean 5 (half and half), as a week of 10 after
# three of 1 makes it 5.5.
# Seen: 10, as if the item had always sold so, the variance 0; with 0.001 in place of 0 it is 5.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check river==0.23.0 numpy==1.26.4 pandas==2.3.3 scipy==1.17.1 typing-extensions==4.16.0
venv/bin/python - <<'PY'
from river.stats import EWMean, EWVar


def after(weeks):
    mean, variance = EWMean(fading_factor=0.5), EWVar(fading_factor=0.5)
    for sold in weeks:
        mean.update(sold)
        variance.update(sold)
    return round(mean.get(), 1), round(variance.get(), 1)


seen = [after(weeks) for weeks in ([0, 0, 0, 10], [1, 1, 1, 10], [0.001, 0.001, 0.001, 10])]
print(seen)
assert seen == [(10, 0), (5.5, 20.2), (5, 25)]
PY
