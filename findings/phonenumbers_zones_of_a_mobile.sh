#!/usr/bin/env bash
# phonenumbers 9.0.43: the time zones of a Kazakh mobile number are sixteen, from Bucharest to Kamchatka.
# Guess: Asia/Almaty, as for a number of the fixed network, since the library knows the country and even the operator.
# Seen: the zones of the whole country code 7, the same for a mobile of Moscow; a zone picked from them calls
# customers at night. One zone is given for fixed lines alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43
venv/bin/python - <<'PY'
import phonenumbers
from phonenumbers import timezone

fixed, kazakh, russian = (
    timezone.time_zones_for_number(phonenumbers.parse(text)) for text in ("+77172501234", "+77011234567", "+79161234567")
)
print(fixed, kazakh)
assert fixed == ("Asia/Almaty",)
assert kazakh == russian and len(kazakh) == 16
assert {"Europe/Bucharest", "Asia/Kamchatka"} <= set(kazakh)
PY
