#!/usr/bin/env bash
# Vega-Lite in vl-convert 1.9.0.post1: "distinct" counts null as one more value.
# Guess: as in SQL, null is no value; the number of customers is 1.
# Seen: 2. In the same chart mean leaves nulls and empty texts out, so two rules stand side by side.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check vl-convert-python==1.9.0.post1
venv/bin/python - <<'PY'
import re

import vl_convert


def shown(values, aggregate):
    text = {"field": "x", "type": "quantitative", "aggregate": aggregate}
    spec = {"data": {"values": [{"x": x} for x in values]}, "mark": "text", "encoding": {"text": text}}
    return re.findall(r">([^<>\n]+)</text>", vl_convert.vegalite_to_svg(spec))


seen = shown([7, 7, None], "distinct"), shown([7, 7, None, ""], "mean")
print(seen)
assert seen == (["2"], ["7"])
PY
