#!/usr/bin/env bash
# segno 1.6.6: a Russian word alone on a tag is written as Japanese kanji in a Micro QR code.
# Guess: a full QR code with UTF-8 bytes, as for any other text.
# Seen: mode kanji (Shift JIS holds Cyrillic) in version M3, which takes a reader that knows both;
# with Latin letters and digits beside it, or Kazakh letters in it, it is bytes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check segno==1.6.6
venv/bin/python - <<'PY'
import segno

seen = [(code.designator, code.mode) for code in map(segno.make, ("Кольцо", "Кольцо Au 585"))]
seen.append(segno.make("Құлақ").mode)
print(seen)
assert seen == [("M3-L", "kanji"), ("2-Q", "byte"), "byte"]
PY
