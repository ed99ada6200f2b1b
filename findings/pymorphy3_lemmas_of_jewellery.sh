#!/usr/bin/env bash
# pymorphy3 2.0.6: the first lemma of common jewellery words is another word, by the ending.
# Guess: singular and plural of a stone, of steel and of earrings share one lemma.
# Seen: earrings in "пара серёг" become the man's name Серёга, an opal falls off (опасть), opals are
# a disgrace (опала), opals of a set an adjective (опаловый), steel becomes "стать", moissanite a woman.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pymorphy3==2.0.6 pymorphy3-dicts-ru==2.4.417150.4580142
venv/bin/python - <<'PY'
import pymorphy3

analyse = pymorphy3.MorphAnalyzer().parse
words = "серьги серёг опал опалы опалов сталь стали муассанит муассанитов топаза топазов".split()
seen = {word: analyse(word)[0].normal_form for word in words}
print(seen)
assert list(seen.values()) == [
    "серьга", "серёга", "опасть", "опала", "опаловый", "сталь", "стать",
    "муассанита", "муассанит", "топаз", "топазовый",
]
PY
