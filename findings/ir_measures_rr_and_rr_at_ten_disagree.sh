#!/usr/bin/env bash
# ir-measures 0.4.3: of one list of two items the reciprocal rank is 0.5, the reciprocal rank at 10 is 1.
# Guess: in a list shorter than ten places the two are the same number.
# Seen: each is reckoned by another library. One keeps scores in single precision, where 16,777,217 and
# 16,777,216 (or two sums of tenge as large) are a tie, and breaks ties by name; the other compares them as given.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ir-measures==0.4.3 pytrec_eval-terrier==0.5.11 numpy==2.3.5
venv/bin/python -W ignore - <<'PY'
import ir_measures
from ir_measures import RR, P, Qrel, ScoredDoc

bought = [Qrel("customer", "ring", 1)]
ranked = [ScoredDoc("customer", "ring", 16777217.0), ScoredDoc("customer", "watch", 16777216.0)]
found = {str(measure): value for measure, value in ir_measures.calc_aggregate([RR, RR @ 10, P @ 1], bought, ranked).items()}
print(found)
assert found == {"RR": 0.5, "RR@10": 1.0, "P@1": 0.0}
PY
