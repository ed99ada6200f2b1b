#!/usr/bin/env bash
# transliterate 1.10.2: a word does not survive the way to Latin letters and back.
# Guess: the library is bi-directional, so Серьги comes back as Серьги.
# Seen: СерЬги, with a capital soft sign in the middle (its sign ' has no case); Щеглова comes back as Счеглова,
# Ёлка as Елка, and nothing is said.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check transliterate==1.10.2
venv/bin/python - <<'PY'
from transliterate import translit

words = ["Серьги", "Щеглова", "Ёлка", "Жемчуг"]
seen = {word: translit(translit(word, "ru", reversed=True), "ru") for word in words}
print(seen)
assert seen == {"Серьги": "СерЬги", "Щеглова": "Счеглова", "Ёлка": "Елка", "Жемчуг": "Жемчуг"}
PY
