#!/usr/bin/env bash
# mabwiser 2.7.4: UCB1 never tries an offer that has no result yet.
# Guess: the upper bound of what was never tried is without limit, so it comes next.
# Seen: an arm without results has the expectation 0 and no bonus, below every arm that was ever shown, even
# one that always failed: an offer that is added later is never made.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mabwiser==2.7.4
venv/bin/python -W ignore - <<'PY'
from mabwiser.mab import MAB, LearningPolicy

bandit = MAB(["call", "message"], LearningPolicy.UCB1(alpha=1.0), seed=1)
bandit.fit(["call", "message"] * 50, [0, 0] * 50)
bandit.add_arm("letter")
expected = bandit.predict_expectations()
chosen = set()
for _ in range(500):
    arm = bandit.predict()
    chosen.add(arm)
    bandit.partial_fit([arm], [0])
print({arm: round(float(value), 2) for arm, value in expected.items()}, chosen)
assert expected["letter"] == 0 < expected["call"]
assert chosen == {"call", "message"}
PY
