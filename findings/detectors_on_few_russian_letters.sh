#!/usr/bin/env bash
# charset-normalizer 3.5.2 is sure and wrong where chardet 7.7.0 is unsure and right.
# Guess: both say Windows-1251 for English headings over Russian names, or the unsure one is wrong.
# Seen: charset-normalizer's detect() says Korean (CP949) with a confidence of 1.0; chardet says
# Windows-1251 with 0.04. A rule "take it from 0.5 up" keeps the wrong one and drops the right one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check charset-normalizer==3.5.2 chardet==7.7.0
venv/bin/python - <<'PY'
import chardet
import charset_normalizer

rows = "name;phone;price\nАнна;87010000001;12500\nОлег;87010000002;1490\n".encode("cp1251")
sure, unsure = charset_normalizer.detect(rows), chardet.detect(rows)
print(sure, unsure)
assert (sure["encoding"], sure["confidence"]) == ("CP949", 1.0)
assert unsure["encoding"] == "Windows-1251" and unsure["confidence"] < 0.1
PY
