"""The benchmark of value: measures by hand, the peer on planted customers, the page."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from benchmarks.measures import Interval
from benchmarks.value import PEER, Row, ValueTask, gini_parts, page, peer_spend

AS_OF = date(2024, 9, 30)


def test_gini_gathers_spend_by_place() -> None:
    """Of four the one expected to spend most spends all: place 0.875; the middle two are equal."""
    spent = np.array([100.0, 0, 0, 0])
    assert gini_parts(np.array([64.0, 36, 36, 4]), spent).tolist() == [75, 0, 0, 0]
    assert gini_parts(np.array([36.0, 36, 64, 4]), spent).tolist() == [0, 0, 0, 0]


def test_the_peer_expects_more_of_who_comes_and_spends_more() -> None:
    random = np.random.default_rng(3)
    count = 600
    repeats = random.poisson(1.5, count)
    tenure = random.integers(150, 300, count)
    histories = pd.DataFrame(
        {
            "customer_id": [f"c{number:04}" for number in range(count)],
            "purchases": 1 + repeats,
            "recency": np.where(repeats > 0, random.integers(1, 140, count), tenure),
            "tenure": tenure,
            "first_spend": 1000.0,
            "total_spend": 1000 + repeats * random.gamma(4, 250 * random.gamma(4, 0.25, count)),
        }
    )
    spend = peer_spend(ValueTask(AS_OF, histories, {}))
    assert list(spend) == [30, 90, 365]
    assert (spend[30] < spend[90]).all()
    came = histories["purchases"] > 2
    assert spend[90][came].mean() > 1.2 * spend[90][~came].mean()


def test_the_page_holds_the_champion_against_the_peer() -> None:
    plain = {name: Interval(0.5, 0.4, 0.6) for name in ("total", "error", "gini")}
    above = {"error above": Interval(0.1, 0.05, 0.15), "gini above": Interval(0.2, 0.1, 0.3)}
    rows = [Row("A shop", 90, PEER, plain), Row("A shop", 90, "**Karat: x**", plain | above)]
    written = page(rows, {"A shop": AS_OF}, {"B shop": "it is not there"})
    assert "Left out: B shop (it is not there)." in written
    assert "| 90 | **Karat: x** | 0.500 [0.400, 0.600] |" in written
    assert "90 days: error less by 0.100 [0.050, 0.150], order more by 0.200" in written
