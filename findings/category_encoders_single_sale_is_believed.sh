#!/usr/bin/env bash
# category-encoders 2.11.2: the James-Stein encoder believes a single sale wholly.
# Guess: shrinkage pulls the category seen once furthest towards the mean of all; the documentation says
# that its default model penalises small counts.
# Seen: one sale of 1,000,000 is encoded as 1,000,000, sixty sales are the ones that move. The variance of
# one value is taken as 0, so there is nothing to shrink by; two equal values are believed just so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check category-encoders==2.11.2 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 scikit-learn==1.9.1
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from category_encoders import JamesSteinEncoder, MEstimateEncoder

design = ["chain"] * 60 + ["ring"] * 40 + ["tiara"] + ["brooch"] * 2
spent = [40_000, 60_000] * 30 + [90_000, 110_000] * 20 + [1_000_000] + [5_000] * 2
items = pd.DataFrame({"design": design})
asked = pd.DataFrame({"design": ["tiara", "brooch", "chain"]})
seen = {
    encoder.__name__: encoder(cols=["design"]).fit(items, spent).transform(asked)["design"].round().tolist()
    for encoder in (JamesSteinEncoder, MEstimateEncoder)
}
print(seen)
assert seen["JamesSteinEncoder"][:2] == [1_000_000, 5_000] and seen["JamesSteinEncoder"][2] > 50_000
assert 79_000 < seen["MEstimateEncoder"][0] < 600_000
PY
