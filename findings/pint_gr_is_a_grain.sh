#!/usr/bin/env bash
# pint 0.25.3, quantities 0.16.4: 3 gr are a fifth of a gram.
# Guess: gr, as price lists write it, is a gram or no unit.
# Seen: a grain, 0.0648 g, in both. 750 ppt (the fineness of 18 karat gold, in parts per thousand) are picopints.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pint==0.25.3 quantities==0.16.4 numpy==2.1.3
venv/bin/python -W ignore - <<'PY'
import quantities
from pint import UnitRegistry

units = UnitRegistry()
grams = units("3 gr").to("gram").magnitude, float(quantities.Quantity(3, "gr").rescale("g"))
fineness = units("750 ppt")
print(grams, fineness)
assert all(abs(weight - 0.1944) < 1e-4 for weight in grams)
assert str(fineness) == "750 picopint"
PY
