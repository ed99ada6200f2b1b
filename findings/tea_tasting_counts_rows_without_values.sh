#!/usr/bin/env bash
# tea-tasting 1.14.0: rows without a value make a result more significant.
# Guess: who has no value is left out, or the result is nan, or an error says so.
# Seen: the means are of the eight values each, but the count (and through it the variance and the test)
# is of the rows: p falls from 0.031 to 0.0014 when eight customers without a value join each side, and to
# 1e-8 when forty do. A basket value known only for those who came makes any campaign a success.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tea-tasting==1.14.0 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
import tea_tasting as tt

HELD_OUT, WRITTEN_TO = [10, 12, 9, 11, 13, 8, 12, 11], [13, 12, 14, 11, 13, 15, 10, 14]


def result(without_value):
    rows = [("a", x) for x in HELD_OUT + [None] * without_value]
    rows += [("b", x) for x in WRITTEN_TO + [None] * without_value]
    basket = tt.Experiment(basket=tt.Mean("basket")).analyze(pd.DataFrame(rows, columns=["variant", "basket"]))
    return basket["basket"].control, basket["basket"].treatment, f"{basket['basket'].pvalue:.2g}"


seen = [result(0), result(8), result(40)]
print(seen)
assert seen == [(10.75, 12.75, "0.031"), (10.75, 12.75, "0.0014"), (10.75, 12.75, "1.4e-08")]
PY
