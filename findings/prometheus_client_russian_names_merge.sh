#!/usr/bin/env bash
# prometheus-client 0.26.0: metrics with Russian names are exposed as rows of underscores.
# Guess: a ValueError at the name, or the name in quotes since UTF-8 names are allowed.
# Seen: accepted, then one underscore a letter: two metrics of seven letters are exposed under one
# name, each with its own HELP and TYPE.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check prometheus-client==0.26.0
venv/bin/python - <<'PY'
from prometheus_client import CollectorRegistry, Gauge, generate_latest

registry = CollectorRegistry()
Gauge("выручка", "Sales", registry=registry).set(1)
Gauge("возврат", "Returns", registry=registry).set(2)
lines = generate_latest(registry).decode().splitlines()
print(*lines, sep="\n")
assert [line for line in lines if not line.startswith("#")] == ["_______ 1.0", "_______ 2.0"]
PY
