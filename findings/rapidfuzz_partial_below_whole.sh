#!/usr/bin/env bash
# rapidfuzz 3.14.6: the best part of a text can match worse than the whole text.
# Guess: partial_ratio is never below ratio, so it makes a safe first sieve.
# Seen: серьги and the usual misspelling серги: 90.9 whole, 80 partial (a window of one letter less
# has to throw a letter away); a sieve at 85 loses it before ratio is asked.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rapidfuzz==3.14.6
venv/bin/python - <<'PY'
from rapidfuzz import fuzz

pairs = [("серьги", "серги"), ("585", "58.5"), ("Айгуль", "Айгул")]
seen = [(round(fuzz.ratio(*pair), 1), round(fuzz.partial_ratio(*pair), 1)) for pair in pairs]
print(seen)
assert seen == [(90.9, 80.0), (85.7, 80.0), (90.9, 100.0)]
PY
