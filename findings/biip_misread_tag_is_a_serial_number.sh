#!/usr/bin/env bash
# biip 5.2.0: a shop's own tag with a wrong check digit is a GS1 message, "serial number".
# Guess: a misread tag raises, as the digits of a GTIN don't add up.
# Seen: parse() tries every reading and is content with one: a code from 21 (a shop's own range) has the
# application identifier 21 in front, so the misread tag comes back as a serial number; the check digit's
# error stands in a field that nobody asks for. The same digits read rightly are a GTIN.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check biip==5.2.0
venv/bin/python -W ignore - <<'PY'
import biip

right, misread = biip.parse("2112345012346"), biip.parse("2112345012340")
said = misread.gs1_message.element_strings[0]
print(right.gtin, "|", misread.gtin, "|", misread.gtin_error, "|", said.ai.description, said.value)
assert right.gtin is not None and right.gtin_error is None
assert misread.gtin is None and "check digit" in misread.gtin_error
assert (said.ai.description, said.value) == ("Serial number", "12345012340")
assert misread.gs1_message_error is None
PY
