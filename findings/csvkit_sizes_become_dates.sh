#!/usr/bin/env bash
# csvkit 2.2.0 on agate 1.14.2: sizes are dates and lengths are times.
# Guess: a size range 15-17 or 1-2 and a length of "2 m" are text and come through untouched.
# Seen: 1-2 and 12-24 are written back as days of the year 2001, lengths in metres as minutes,
# even by in2csv, which is only asked to copy a CSV.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 parsedatetime==2.6 pytimeparse==1.1.10
printf 'item,sizes,length\nring,1-2,2 m\nchain,12-24,2.5 m\n' > stock.csv
seen=$(venv/bin/in2csv stock.csv)
echo "$seen"
[[ "$seen" == $'item,sizes,length\nring,2001-01-02,0:02:00\nchain,2001-12-24,0:02:30' ]]
