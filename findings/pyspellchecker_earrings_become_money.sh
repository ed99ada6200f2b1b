#!/usr/bin/env bash
# pyspellchecker 0.9.1: the Russian dictionary puts other words in place of a jeweller's.
# Guess: серьги (earrings) is a word; the usual misspelling серги becomes серьги.
# Seen: серьги becomes деньги (money), серги серии, топаз топай (stamp!), сапфир самир, фианит фанат (a fan),
# печатка перчатка (a glove); изумруд is not known and has no correction. Браслет and кольцо are right. The words
# are those of film subtitles.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyspellchecker==0.9.1
venv/bin/python - <<'PY'
from spellchecker import SpellChecker

words = ["серьги", "серги", "топаз", "сапфир", "фианит", "печатка", "изумруд", "бреслет", "кальцо"]
seen = {word: SpellChecker(language="ru").correction(word) for word in words}
print(seen)
assert seen["серьги"] == "деньги" and seen["серги"] != "серьги"
assert (seen["топаз"], seen["сапфир"], seen["фианит"], seen["печатка"]) == ("топай", "самир", "фанат", "перчатка")
assert seen["изумруд"] is None and (seen["бреслет"], seen["кальцо"]) == ("браслет", "кольцо")
PY
