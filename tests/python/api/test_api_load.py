"""The load test itself: that it measures, and fails where the service does not hold its promise."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from api_shop import publish_shop

from benchmarks.api_load import Outcome, measure


def test_the_measurement_measures(tmp_path: Path) -> None:
    published = publish_shop(tmp_path / "published.duckdb")
    outcome = asyncio.run(measure(published, rate=60, seconds=3, swaps=1))
    assert sum(map(len, outcome.milliseconds.values())) == 180
    assert not outcome.failures
    assert outcome.taken_up == 1
    assert 0 < outcome.percentile(50) <= outcome.percentile(99)


@pytest.mark.parametrize(
    ("outcome", "held"),
    [
        (Outcome({"a": [1.0] * 99, "b": [19.0]}, taken_up=2), True),
        (Outcome({"a": [1.0] * 9, "b": [30.0]}, taken_up=2), False),
        (Outcome({"a": [1.0]}, taken_up=1), False),
    ],
)
def test_it_fails_where_the_promise_is_broken(outcome: Outcome, held: bool) -> None:
    assert outcome.held(swaps=2) is held
    outcome.failures["500"] += 1
    assert not outcome.held(swaps=2)
