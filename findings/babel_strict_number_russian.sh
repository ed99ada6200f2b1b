#!/usr/bin/env bash
# babel 2.18.0: strict reading of a Russian number refuses the usual spelling and takes a doubtful one.
# Guess: strict=True takes "12 500,50" and stops at "12.500", whose mark is not Russian.
# Seen: the plain space of every keyboard is refused (only the no-break space will do), while 12.500
# passes as twelve and a half, and 12_500 and NaN pass too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.18.0
venv/bin/python - <<'PY'
from babel.numbers import NumberFormatError, parse_decimal


def read(text):
    try:
        return str(parse_decimal(text, locale="ru", strict=True))
    except NumberFormatError:
        return "refused"


seen = {text: read(text) for text in ["12 500,50", "12\u00a0500,50", "12.500", "12_500", "NaN"]}
print(seen)
assert list(seen.values()) == ["refused", "12500.50", "12.500", "12500", "NaN"]
PY
