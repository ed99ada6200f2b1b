#!/usr/bin/env bash
# great-tables 1.1.0: in Russian and Kazakh, tenge stand before the number: ₸12 500,50.
# Guess: a locale that sets separators sets the place of the currency's sign too (12 500,50 ₸).
# Seen: only separators follow the locale; the sign stays in front as in English unless told otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check great-tables==1.1.0 polars==1.44.2
venv/bin/python -W ignore - <<'PY'
from html import unescape

from great_tables import vals

seen = {
    locale: unescape(vals.fmt_currency([12500.5], currency="KZT", locale=locale)[0]).replace("\u00a0", " ")
    for locale in ("ru", "kk")
}
print(seen)
assert all(text.startswith("₸12") and text.endswith("500,50") for text in seen.values())
PY
