#!/usr/bin/env bash
# QazaqstanPhoneNumberParser 1.0.0: a ring size before the phone makes another phone.
# Guess: of "размер 17, тел. 8 701 234 56 78" the number with eleven digits is taken.
# Seen: all digits of a text are joined first and searched for a 7, so the 7 of the size is the start: another
# number, valid in its form, and the last digit is gone. Alone the phone is read rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check QazaqstanPhoneNumberParser==1.0.0
venv/bin/python -W ignore - <<'PY'
from src.parser import parse_phone_number

found = {text: parse_phone_number(text) for text in ("8 701 234 56 78", "размер 17, тел. 8 701 234 56 78")}
print(found)
assert list(found.values()) == [77012345678, 77870123456]
PY
