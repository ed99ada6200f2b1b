#!/usr/bin/env bash
# duckdb 2.0.0: jaro_winkler_similarity compares bytes, so Russian names are alike before any letter is.
# Guess: it compares letters, as the same measure does in other libraries.
# Seen: Лия and Мария 0.74 (in letters 0), Айгуль and Айнур 0.89 (0.76), Анна and Инна 0.92 (0.83): most letters
# begin with one of two bytes. Names in Latin letters get the same number from both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0 jellyfish==1.3.0
venv/bin/python - <<'PY'
import duckdb
import jellyfish

pairs = [("Лия", "Мария"), ("Айгуль", "Айнур"), ("Анна", "Инна"), ("Aigul", "Ainur")]
seen = {
    pair: (
        round(duckdb.execute("select jaro_winkler_similarity(?, ?)", pair).fetchall()[0][0], 2),
        round(jellyfish.jaro_winkler_similarity(*pair), 2),
    )
    for pair in pairs
}
print(seen)
assert seen["Лия", "Мария"] == (0.74, 0.0)
assert seen["Айгуль", "Айнур"] == (0.89, 0.76) and seen["Анна", "Инна"] == (0.92, 0.83)
assert seen["Aigul", "Ainur"][0] == seen["Aigul", "Ainur"][1]
PY
