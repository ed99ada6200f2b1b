#!/usr/bin/env bash
# rows 0.4.1: item codes with leading zeros are decimal numbers.
# Guess: 007 stays text; the library takes care that a whole number with a leading zero is none.
# Seen: it is no whole number, so the next kind is tried, and 007 becomes 7.0; written back it is the text 7.0.
# Codes without the zeros stay whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rows==0.4.1
venv/bin/python - <<'PY'
import io

import rows

table = rows.import_from_csv(io.BytesIO(b"code,other\n007,107\n012,112\n"), encoding="utf-8")
seen = [tuple(row) for row in table]
print(seen, rows.export_to_csv(table))
assert seen == [(7.0, 107), (12.0, 112)]
assert rows.export_to_csv(table).splitlines()[1] == b"7.0,107"
PY
