#!/usr/bin/env bash
# flashtext 2.7: the keyword «жад» is found in «жадеит» (jadeite), «алмаз» (diamond) in «алмазная грань» (a kind of cut).
# Guess: keywords are whole words, in every alphabet: ring is not found in earring.
# Seen: only Latin letters and digits belong to a word; every Russian or Kazakh letter ends one, so keywords are found
# inside words, and Latin ones next to Russian letters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check flashtext==2.7
venv/bin/python -W ignore - <<'PY'
from flashtext import KeywordProcessor

keywords = KeywordProcessor()
for word in ("ring", "gold", "жад", "алмаз", "серебро"):
    keywords.add_keyword(word)
texts = ["earring", "golden", "кольцо, жадеит", "цепь, алмазная грань", "мельхиор (несеребро)", "Алмаз585"]
seen = {text: keywords.extract_keywords(text) for text in texts}
print(seen)
assert seen == {
    "earring": [],
    "golden": [],
    "кольцо, жадеит": ["жад"],
    "цепь, алмазная грань": ["алмаз"],
    "мельхиор (несеребро)": ["серебро"],
    "Алмаз585": [],
}
PY
