#!/usr/bin/env bash
# recordlinkage 0.16: cleaning a Russian name leaves nothing.
# Guess: `clean` takes away brackets and marks, and keeps letters of every alphabet.
# Seen: only a to z and digits stay: two different women are both the empty text, which then match; of a
# Russian item its fineness is left.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check recordlinkage==0.16 numpy==2.1.3 pandas==2.3.3
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from recordlinkage.preprocessing import clean

seen = clean(pd.Series(["Иванова Анна", "Ким Дина", "Серьги Au 585", "Anna (gift)"])).tolist()
print(seen)
assert seen == ["", "", "au 585", "anna"]
PY
