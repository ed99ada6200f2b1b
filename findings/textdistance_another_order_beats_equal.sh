#!/usr/bin/env bash
# textdistance 4.6.3: by Monge-Elkan a name with its words turned round is nearer than the name itself.
# Guess: a normalised similarity lies between 0 and 1, and nothing is more similar than what is equal.
# Seen: by words "Айгуль Ахметова" is 1 to itself and 1.75 to "Ахметова Айгуль", at a distance of -1.5; by
# letters, the default, the two are 0.03 alike.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check textdistance==4.6.3
venv/bin/python -W ignore - <<'PY'
import textdistance

words, letters = textdistance.MongeElkan(qval=None), textdistance.MongeElkan()
name, turned = "Айгуль Ахметова", "Ахметова Айгуль"
found = {
    "equal": words.normalized_similarity(name, name),
    "turned": words.normalized_similarity(name, turned),
    "distance": words.distance(name, turned),
    "letters": round(letters.normalized_similarity(name, turned), 2),
}
print(found)
assert found == {"equal": 1.0, "turned": 1.75, "distance": -1.5, "letters": 0.03}
PY
