#!/usr/bin/env bash
# csvkit 2.2.0 on agate 1.14.2: sorting a file with decimal commas rewrites its numbers.
# Guess: csvsort only orders rows; what it can't read as a number stays text.
# Seen: 12,5 is written back as 125 and 7,25 as 725: commas are taken out as thousands wherever
# they stand. csvstat's sums are of those. With spaces between thousands the column stays text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 babel==2.18.0
printf 'item;price\nring;12,5\nchain;7,25\n' > sales.csv
seen=$(venv/bin/csvsort -d ';' -c item sales.csv)
echo "$seen"
[[ "$seen" == $'item,price\nchain,725\nring,125' ]]
