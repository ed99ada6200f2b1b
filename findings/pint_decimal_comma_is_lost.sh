#!/usr/bin/env bash
# pint 0.25.3: 17,5 mm are 175 mm.
# Guess: 17.5 mm, or an error; a comma before one digit can't part thousands.
# Seen: the comma is taken out wherever it stands: 17,5 mm is 175 mm, 2,35 g is 235 g.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pint==0.25.3
venv/bin/python - <<'PY'
from pint import UnitRegistry

units = UnitRegistry()
seen = [str(units(text)) for text in ("17,5 mm", "2,35 g", "17.5 mm")]
print(seen)
assert seen == ["175 millimeter", "235 gram", "17.5 millimeter"]
PY
