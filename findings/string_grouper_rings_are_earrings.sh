#!/usr/bin/env bash
# string-grouper 0.8.0: «Кольцо K-105» (ring) and «Серьги K-105» (earrings) are one item, alike to 1.
# Guess: words that differ make items differ; English ones do.
# Seen: by default all that is not ASCII is cut out first, so of a Russian item its code or fineness is left.
# Where a list is Russian throughout it raises that there are no words.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check string-grouper==0.8.0 pandas==2.3.3 numpy==2.4.6
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from string_grouper import compute_pairwise_similarities, match_strings

first, second = pd.Series(["Кольцо K-105", "Ring K-105"]), pd.Series(["Серьги K-105", "Earrings K-105"])
alike = [round(float(value), 1) for value in compute_pairwise_similarities(first, second)]
try:
    match_strings(pd.Series(["Айгуль Ахметова", "Дана Пак"]))
    said = ""
except ValueError as error:
    said = str(error)
print(alike, said)
assert alike[0] == 1.0 and alike[1] < 0.7
assert "empty vocabulary" in said
PY
