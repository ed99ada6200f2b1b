#!/usr/bin/env bash
# affinegap 1.12: a full name is at distance 15 from itself, the surnames Ли and Ни at 12 from each other.
# Guess: a distance of a text to itself is 0, and equal texts come first.
# Seen: a letter that matches costs one, so the distance of equal names grows with their length; the normalised one
# of equal names is 0.5, whatever they are.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check affinegap==1.12
venv/bin/python -W ignore - <<'PY'
from affinegap import affineGapDistance, normalizedAffineGapDistance

pairs = [("Айгуль Ахметова", "Айгуль Ахметова"), ("Ли", "Ли"), ("Ли", "Ни")]
seen = [(round(affineGapDistance(*pair), 3), round(normalizedAffineGapDistance(*pair), 3)) for pair in pairs]
print(seen)
assert seen == [(15, 0.5), (2, 0.5), (12, 3)]
PY
