#!/usr/bin/env bash
# lifelines 0.30.3: datetimes_to_durations reads each Russian date by itself, month first if it can.
# Guess: 13 proves that the day stands first, or the text is refused, or a negative time is.
# Seen: from 5 to 13 February is -79 days, from 5 to 6 February 31 days, and no error (there is
# a dayfirst to set). A sale at 18:00 and one at 9:00 the next day are 0 days apart.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lifelines==0.30.3 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
from lifelines.utils import datetimes_to_durations

pairs = [("05.02.2024", "13.02.2024"), ("05.02.2024", "06.02.2024"),
         ("2024-01-01 18:00", "2024-01-02 09:00")]
seen = [float(datetimes_to_durations([start], [end], freq="D")[0][0]) for start, end in pairs]
print(seen)
assert seen == [-79.0, 31.0, 0.0]
PY
