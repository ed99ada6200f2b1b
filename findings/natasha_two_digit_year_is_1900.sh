#!/usr/bin/env bash
# natasha 1.6.0: the date extractor puts two-digit years into the last century.
# Guess: 05.02.24 is in 2024, as in any till's receipt.
# Seen: 1924; ISO dates are not found at all, and 31 February is found and returned as a fact.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check natasha==1.6.0 setuptools==80.9.0
venv/bin/python - <<'PY'
from natasha import DatesExtractor, MorphVocab

extract = DatesExtractor(MorphVocab())
seen = [[(m.fact.year, m.fact.month, m.fact.day) for m in extract(text)]
        for text in ("05.02.24", "05.02.2024", "2024-02-05", "31.02.2024")]
print(seen)
assert seen == [[(1924, 2, 5)], [(2024, 2, 5)], [], [(2024, 2, 31)]]
PY
