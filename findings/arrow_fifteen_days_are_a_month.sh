#!/usr/bin/env bash
# arrow 1.4.0: fifteen days ago is "a month ago", fourteen are "2 weeks ago".
# Guess: two weeks and a day are two weeks.
# Seen: from the fifteenth day on weeks are passed over: 15, 21 and 31 days all read as a month, in every
# language, so "last bought a month ago" stands for half a month.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check arrow==1.4.0
venv/bin/python -W ignore - <<'PY'
import arrow

day = arrow.get(2024, 3, 1)
seen = {days: day.humanize(day.shift(days=days), locale="en") for days in (13, 14, 15, 21, 31)}
print(seen)
assert seen[15] == seen[21] == seen[31] == "a month ago"
PY
