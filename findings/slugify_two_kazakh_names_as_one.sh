#!/usr/bin/env bash
# python-slugify 9.2.0 with Unidecode 1.4.0: the Kazakh ә is no letter, so two women share one slug.
# Guess: ә becomes a or ae, as other Kazakh letters become their neighbours.
# Seen: ә is spelled @ and dropped: Әлия and Лия are both "liia", Сәуле is "s-ule".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-slugify==9.2.0 Unidecode==1.4.0
venv/bin/python - <<'PY'
from slugify import slugify

seen = [slugify(name) for name in ("Әлия", "Лия", "Сәуле", "Сауле", "Өрік", "Үміт")]
print(seen)
assert seen == ["liia", "liia", "s-ule", "saule", "orik", "umit"]
PY
