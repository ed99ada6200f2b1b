#!/usr/bin/env bash
# csv-diff 1.2: of two equal lines of a receipt one is lost, and the files don't differ.
# Guess: a line less is a line removed, or a key that comes twice is an error.
# Seen: lines are held by their key, or by what they say where no key is given, and the last one wins: neither
# two pairs of one item nor two prices under one code are told.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csv-diff==1.2
venv/bin/python -W ignore - <<'PY'
import io

from csv_diff import compare, load_csv

two, one = "receipt,item\n7,chain\n7,chain\n8,ring\n", "receipt,item\n7,chain\n8,ring\n"
whole = compare(load_csv(io.StringIO(two)), load_csv(io.StringIO(one)))
first, second = "code,price\nK1,900\nK1,500\n", "code,price\nK1,500\n"
keyed = compare(load_csv(io.StringIO(first), key="code"), load_csv(io.StringIO(second), key="code"))
print(whole, keyed)
assert not any(whole.values()) and not any(keyed.values())
PY
