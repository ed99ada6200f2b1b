#!/usr/bin/env bash
# petrovich 2.0.1: a letter to Mr Цой goes to «Цому», a letter from him comes from «Цого».
# Guess: Цой, as common in Kazakhstan as Ким, is declined like a noun: Цою, Цоя, Цоем.
# Seen: a surname in -ой is an adjective whatever its length (Толстому, and so Цому); Ким and Югай are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Petrovich==2.0.1
venv/bin/python -W ignore - <<'PY'
from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

petrovich = Petrovich()
cases = (Case.GENITIVE, Case.DATIVE, Case.INSTRUMENTAL)
seen = {name: [petrovich.lastname(name, case, Gender.MALE) for case in cases] for name in ("Цой", "Чой", "Югай", "Ким")}
print(seen)
assert seen == {
    "Цой": ["Цого", "Цому", "Цым"],
    "Чой": ["Чого", "Чому", "Чым"],
    "Югай": ["Югая", "Югаю", "Югаем"],
    "Ким": ["Кима", "Киму", "Кимом"],
}
PY
