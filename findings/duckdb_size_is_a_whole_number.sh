#!/usr/bin/env bash
# duckdb 2.0.0: the text 17.5 is a whole number, 18; so are 0x1F, 1_000 and 1e-1.
# Guess: text with decimals is refused by a cast to integer, as in PostgreSQL, so try_cast tells
# whole numbers from the rest.
# Seen: all of them pass, rounded; only the comma of 17,5 gives null.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0
venv/bin/python - <<'PY'
import duckdb

texts = ["17.5", "0.4", "1_000", "0x1F", "1e-1", "17,5"]
seen = {text: duckdb.execute("select try_cast(? as integer)", [text]).fetchall()[0][0] for text in texts}
print(seen)
assert seen == {"17.5": 18, "0.4": 0, "1_000": 1000, "0x1F": 31, "1e-1": 0, "17,5": None}
PY
