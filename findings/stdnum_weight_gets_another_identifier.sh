#!/usr/bin/env bash
# python-stdnum 2.2: a weight given as 3103 (kilograms with three decimals) is written as 3102.
# Guess: 0.35 under 3103 is 000350, and comes back under 3103.
# Seen: the fourth digit is chosen anew from the value's own decimals, so items of one scale carry 3100, 3102 or
# 3103, and a till that looks for 3103 finds no weight on most; 0.350 as a Decimal keeps it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-stdnum==2.2
venv/bin/python -W ignore - <<'PY'
from decimal import Decimal

from stdnum import gs1_128

written = {
    str(weight): gs1_128.encode({"3103": weight}) for weight in (Decimal("0.350"), Decimal("0.35"), Decimal(25))
}
print(written, gs1_128.info(written["0.35"]))
assert written == {"0.350": "3103000350", "0.35": "3102000035", "25": "3100000025"}
assert list(gs1_128.info(written["0.35"])) == ["3102"]
PY
