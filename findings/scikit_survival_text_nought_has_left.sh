#!/usr/bin/env bash
# scikit-survival 0.28.0: of the texts "1" and "0" both are events; of the numbers 1, 1, 1 none may be.
# Guess: texts raise, or "0" is a customer who stayed; a segment in which all left is events throughout.
# Seen: each text is true, so the curve falls for customers who are still there; a column of 1 alone raises that
# events must be binary, though True alone is taken.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check scikit-survival==0.28.0 numpy==2.3.5 pandas==3.1.1 scikit-learn==1.9.1
venv/bin/python -W ignore - <<'PY'
from sksurv.util import Surv

texts = Surv.from_arrays(["1", "0"], [5, 9])["event"].tolist()
numbers = Surv.from_arrays([1, 0], [5, 9])["event"].tolist()
flags = Surv.from_arrays([True, True], [5, 9])["event"].tolist()
try:
    Surv.from_arrays([1, 1], [5, 9])
    said = ""
except ValueError as error:
    said = str(error)
print(texts, numbers, flags, said)
assert texts == [True, True] and numbers == [True, False] and flags == [True, True]
assert said == "event indicator must be binary"
PY
