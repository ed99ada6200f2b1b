#!/usr/bin/env bash
# pytrovich 0.2.0: Айгул is a man, Айгуль a woman, and a patronymic in Kazakh letters says nothing.
# Guess: a library of Russian names knows the commonest Kazakh ones, or says that it doesn't.
# Seen: women's names that end in a hard consonant are men's without a doubt being told, a spelling without
# the soft sign changes the person, and Серікқызы ("Serik's daughter") is of neither sex, Серик-кызы a woman's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytrovich==0.2.0
venv/bin/python -W ignore - <<'PY'
from pytrovich.detector import PetrovichGenderDetector

detector = PetrovichGenderDetector()
names = {name: detector.detect(firstname=name).name for name in ("Айгуль", "Айгул", "Гульнар", "Жанар")}
fathers = {name: detector.detect(middlename=name).name for name in ("Серик-кызы", "Серікқызы")}
print(names, fathers)
assert names == {"Айгуль": "FEMALE", "Айгул": "MALE", "Гульнар": "MALE", "Жанар": "MALE"}
assert fathers == {"Серик-кызы": "FEMALE", "Серікқызы": "ANDROGYNOUS"}
PY
