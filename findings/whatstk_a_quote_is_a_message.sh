#!/usr/bin/env bash
# whatstk 0.9.1: a message that quotes another one is emptied, and the quote becomes a message of its own with its own date.
# Guess: a message of an exported chat begins where a line begins.
# Seen: date and name are looked for anywhere; what a customer copied out of the shop's answer is counted as the shop's, on the day of
# the original, and the customer has said nothing. Counts and times of answers are wrong where people paste.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check whatstk==0.9.1
venv/bin/python -W ignore - <<'PY'
from pathlib import Path

from whatstk import WhatsAppChat

Path("chat.txt").write_text(
    "05/02/2024, 15:30 - Клиент: кольцо 17.5 есть?\n"
    "06/02/2024, 10:00 - Магазин: есть\n"
    "20/02/2024, 10:05 - Клиент: вы писали 06/02/2024, 10:00 - Магазин: есть\n",
    encoding="utf-8",
)
chat = WhatsAppChat.from_source(filepath="chat.txt").df
seen = [(str(date)[:10], user, text.strip()) for date, user, text in chat.itertuples(index=False)]
print(*seen, sep="\n")
assert seen == [
    ("2024-02-05", "Клиент", "кольцо 17.5 есть?"),
    ("2024-02-06", "Магазин", "есть"),
    ("2024-02-20", "Клиент", "вы писали"),
    ("2024-02-06", "Магазин", "есть"),
]
PY
