#!/usr/bin/env bash
# safetensors 0.8.0 (numpy): the values of a DataFrame come back in other places, without an error.
# Guess: an array that is not laid out row by row is copied first, or refused.
# Seen: the memory is written as it lies under the shape of the array. pandas keeps columns together,
# and .T turns rows into columns, so both are scrambled; np.ascontiguousarray() first keeps them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6 pandas==2.3.3
venv/bin/python - <<'PY'
import numpy as np
import pandas as pd
from safetensors.numpy import load, save

factors = pd.DataFrame({"f0": [1, 2, 3], "f1": [10, 20, 30]}, dtype="float32").to_numpy()
back = load(save({"factors": factors}))["factors"]
kept = load(save({"factors": np.ascontiguousarray(factors)}))["factors"]
print(factors.tolist(), back.tolist())
assert back.tolist() == [[1, 2], [3, 10], [20, 30]]
assert kept.tolist() == factors.tolist()
PY
