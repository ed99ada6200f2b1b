#!/usr/bin/env bash
# number-parser 0.3.2: «полторы тысячи» (one and a half thousand) is "полторы 1000".
# Guess: a sum in words is read whole or left alone.
# Seen: тысячи by itself is 1000, the word before it stays a word, so a rule that takes the number from a
# receipt's text reads 1000 for 1500, while две тысячи пятьсот is 2500.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check number-parser==0.3.2
venv/bin/python -W ignore - <<'PY'
from number_parser import parse

seen = [parse(text, language="ru") for text in ("две тысячи пятьсот тенге", "полторы тысячи тенге")]
print(seen)
assert seen == ["2500 тенге", "полторы 1000 тенге"]
PY
