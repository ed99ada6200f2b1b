#!/usr/bin/env bash
# meza 0.47.0: what it can't read as a price is 0, as a date the last day of the year 9999.
# Guess: an unreadable cell raises or becomes None.
# Seen: "12 500,50", "(500)" and "500-" are 0.00 and "12,5" is 125, "5 февраля 2024" is 9999-12-31: all of
# the right type, so a total is too small and a customer's last purchase is ahead for ever.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check meza==0.47.0 'setuptools<81'
venv/bin/python -W ignore - <<'PY'
from meza.convert import to_date, to_decimal

prices = {text: str(to_decimal(text)) for text in ("12500.50", "12 500,50", "(500)", "500-", "12,5")}
days = {text: str(to_date(text)) for text in ("2024-02-05", "5 февраля 2024")}
print(prices, days)
assert prices == {
    "12500.50": "12500.50", "12 500,50": "0.00", "(500)": "0.00", "500-": "0.00", "12,5": "125.00",
}
assert days == {"2024-02-05": "2024-02-05", "5 февраля 2024": "9999-12-31"}
PY
