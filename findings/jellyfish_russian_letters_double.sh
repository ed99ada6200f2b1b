#!/usr/bin/env bash
# jellyfish 1.3.0: the match rating codex of a short Russian name is longer than the name.
# Guess: Cyrillic letters stay as they are; other functions of the library count letters.
# Seen: Айгул is АЙГГУЛ, Дана ДАНАНА, Алия АЛИЛИЯ: what is longer than six bytes is cut to its first and last
# three letters, which overlap. The comparison then says that Асан and Алмас, Дана and Жанар are one name; in
# Latin letters it says they are not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jellyfish==1.3.0
venv/bin/python - <<'PY'
import jellyfish

codes = {name: jellyfish.match_rating_codex(name) for name in ["Айгуль", "Айгул", "Дана", "Алия", "Лия"]}
pairs = [("Асан", "Алмас"), ("Asan", "Almas"), ("Дана", "Жанар"), ("Dana", "Zhanar")]
same = {pair: jellyfish.match_rating_comparison(*pair) for pair in pairs}
print(codes, same)
assert codes == {"Айгуль": "АЙГУЛЬ", "Айгул": "АЙГГУЛ", "Дана": "ДАНАНА", "Алия": "АЛИЛИЯ", "Лия": "ЛИЯ"}
assert list(same.values()) == [True, False, True, False]
PY
