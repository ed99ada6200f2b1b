#!/usr/bin/env bash
# rs_metrics 0.6.0: precision at ten of a list of one item is 1.
# Guess: a list with one place filled has one hit in ten places, 0.1, as in other libraries.
# Seen: the hits are divided by the length of the list, so the same hit with nine more items is 0.1 and alone 1.0; a
# model that dares to name one item wins. Recall of the two is the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rs_metrics==0.6.0
venv/bin/python - <<'PY'
import rs_metrics

bought = {"anna": ["ring", "chain", "brooch"]}
short, full = {"anna": ["ring"]}, {"anna": ["ring", *"abcdefghi"]}
seen = [(rs_metrics.precision(bought, lists, k=10), rs_metrics.recall(bought, lists, k=10)) for lists in (short, full)]
print(seen)
assert [round(value, 4) for pair in seen for value in pair] == [1.0, 0.3333, 0.1, 0.3333]
PY
