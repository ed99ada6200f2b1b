#!/usr/bin/env bash
# phonenumbers 9.0.43: three Latin letters or more in a number are dialled as on a telephone's keys.
# Guess: "8 777 unknown" and the mask "8 777 XXX-XX-XX" are refused: ten digits were never given.
# Seen: valid Kazakh mobiles, 777 865 66 96 and 777 999 99 99. Cyrillic letters are refused. And a
# name behind a whole number, "… 45 67 Anna", makes it four digits too long instead of being cut off.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43
venv/bin/python - <<'PY'
import phonenumbers as pn


def read(text):
    try:
        number = pn.parse(text, "KZ")
    except pn.NumberParseException:
        return "refused"
    return pn.format_number(number, pn.PhoneNumberFormat.E164), pn.is_valid_number(number)


texts = ["8 777 unknown", "8 777 XXX-XX-XX", "8 777 ХХХ-ХХ-ХХ", "8 701 123 45 67 Anna"]
seen = [read(text) for text in texts]
print(seen)
assert seen == [("+77778656696", True), ("+77779999999", True), "refused", ("+770112345672662", False)]
PY
