#!/usr/bin/env bash
# cyrtranslit 1.2.0: Zhanna becomes Zhанна, the first two letters of it still Latin.
# Guess: `to_cyrillic` knows zh, sh and ch in a name that starts with a capital, as every name does.
# Seen: it knows them in small letters and wholly in capitals; Zh, Sh and Ch at the start stay Latin, and the name
# looks nearly right and equals no other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cyrtranslit==1.2.0
venv/bin/python -W ignore - <<'PY'
from cyrtranslit import to_cyrillic

seen = {name: to_cyrillic(name, "ru") for name in ("Zhanna", "zhanna", "ZHANNA", "Shynar", "Chingiz", "Yulia")}
print(seen)
assert seen == {
    "Zhanna": "Zhанна",
    "zhanna": "жанна",
    "ZHANNA": "ЖАННА",
    "Shynar": "Shинар",
    "Chingiz": "Chингиз",
    "Yulia": "Юлиа",
}
PY
