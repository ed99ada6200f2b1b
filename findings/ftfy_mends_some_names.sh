#!/usr/bin/env bash
# ftfy 6.3.1: of names that went through the same wrong code page, some are mended and some are not.
# Guess: UTF-8 read as Windows-1251 is its textbook case; all or none.
# Seen: Олег and Кольцо come back, Анна and Ким Анна do not (they hold no pair that looks bad enough),
# so one column holds both spellings of one customer; beside another mended word in its line Анна is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ftfy==6.3.1 wcwidth==0.9.4
venv/bin/python - <<'PY'
import ftfy
import ftfy.bad_codecs


def spoiled(text):
    return text.encode("utf-8").decode("sloppy-windows-1251")


texts = ["Олег", "Кольцо", "Анна", "Ким Анна", "Анна;Кольцо"]
seen = [ftfy.fix_text(spoiled(text)) == text for text in texts]
print(dict(zip(texts, seen)))
assert seen == [True, True, False, False, True]
PY
