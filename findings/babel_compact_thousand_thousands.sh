#!/usr/bin/env bash
# babel 2.18.0: just below a million a short number reads "1000 тыс.".
# Guess: 999,999 rounds up to 1 млн, as a dashboard's tile should say.
# Seen: the word is chosen before the number is rounded, so revenue climbs from 999 to 1000 thousand
# and falls to "1 млн"; 1,499,999 and 1,000,000 are the same "1 млн".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.18.0
venv/bin/python - <<'PY'
from babel.numbers import format_compact_decimal

seen = [format_compact_decimal(value, locale="ru").replace("\u00a0", " ")
        for value in (999_499, 999_999, 1_000_000, 1_499_999)]
print(seen)
assert seen == ["999 тыс.", "1000 тыс.", "1 млн", "1 млн"]
PY
