#!/usr/bin/env bash
# ambrosia 0.5.3: in a split by salted hash, ten new customers move others from one group to the other.
# Guess: a hash of id and salt alone says who is in which group, so everybody keeps theirs.
# Seen: customers are sorted by their hash and the first n of the list are dealt out; whoever joins pushes others
# over the edge, so a split that is made again mixes those who were called into the control group.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ambrosia==0.5.3.post1 'pandas<3' 'setuptools<81'
venv/bin/python -W ignore - <<'PY'
import pandas as pd
from ambrosia.splitter import split


def groups(customers: int) -> pd.Series:
    people = pd.DataFrame({"id": [f"c{number}" for number in range(customers)]})
    made = split("hash", dataframe=people, id_column="id", groups_size=400, salt="spring")
    return made.set_index("id")["group"]


before, after = groups(1000), groups(1010)
both = pd.concat([before, after], axis=1, keys=["before", "after"]).dropna()
moved = int((both["before"] != both["after"]).sum())
print(moved, "of", len(both), "changed groups;", len(before) - len(both), "are in none any more")
assert groups(1000).equals(before)
assert moved > 0
PY
