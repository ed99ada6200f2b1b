#!/usr/bin/env bash
# reliability 0.9.0 (scipy 1.17.1): the rate of 3 who came back among 1,003 is 16 % too high; among 503 or 5,003 it is right.
# Guess: an exponential fit is the count over the time at risk, to the last digit, however many are censored.
# Seen: it is searched for numerically and the search stops early at some sizes, without a warning.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check reliability==0.9.0 scipy==1.17.1 numpy==2.4.6
venv/bin/python -W ignore - <<'PY'
from reliability.Fitters import Fit_Exponential_1P

ratios = {}
for waiting in (500, 1000, 5000):
    fitted = Fit_Exponential_1P(
        failures=[10, 20, 30], right_censored=[40] * waiting,
        print_results=False, show_probability_plot=False,
    )
    ratios[waiting] = round(float(fitted.Lambda) / (3 / (60 + 40 * waiting)), 2)
print(ratios)
assert ratios == {500: 1.0, 1000: 1.16, 5000: 1.0}
PY
