"""The benchmark of value: measures by hand, the peer on planted customers, the page."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from benchmarks.measures import Interval
from benchmarks.monitoring.shop import quiet_shop
from benchmarks.value.measuring import Row, gini_parts
from benchmarks.value.page import page
from benchmarks.value.tasks import PEER, Expected, ValueTask, Window, peer_spend, window

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
    spend = peer_spend(ValueTask(AS_OF, histories, {}, {})).spend
    assert list(spend) == [30, 90, 365]
    assert (spend[30] < spend[90]).all()
    came = histories["purchases"] > 2
    assert spend[90][came].mean() > 1.2 * spend[90][~came].mean()


def test_the_median_is_nothing_until_a_purchase_is_likelier_than_none() -> None:
    """Of Poisson's counts with means 0.69, 0.7 and 2 the medians are 0, 1 and 2."""
    expected = Expected({90: np.array([69.0, 70, 400])}, np.array([100.0, 100, 200]))
    assert expected.median(90).tolist() == [0, 100, 400]


def test_what_can_be_known_of_a_total() -> None:
    """By hand.

    The 30 days from 1 October lie 365 days after those from 2 October of the year before, of which
    the fifteen within a week of the twelfth have thirty purchases around them. In the window
    customers who were known pay 300 and 400: a standard error of 500 in 700.
    """
    purchases = [(f"c{number}", date(2023, 10, 12), 50.0) for number in range(30)]
    purchases += [
        ("c0", date(2023, 9, 1), 50.0),
        ("c0", date(2024, 10, 5), 300.0),
        ("c1", date(2024, 10, 30), 400.0),
        ("c2", date(2024, 10, 31), 900.0),
        ("stranger", date(2024, 10, 5), 900.0),
    ]
    with duckdb.connect() as warehouse:
        warehouse.execute(
            "create schema intermediate; create table intermediate.int_purchases "
            "(customer_id varchar, purchase_date date, spend double, "
            "known_from date default '2020-01-01', known_until date default '2030-01-01')"
        )
        warehouse.executemany(
            "insert into intermediate.int_purchases (customer_id, purchase_date, spend) "
            "values (?, ?, ?)",
            purchases,
        )
        found = window(warehouse, AS_OF, 30)
    assert found.season == 0.5
    assert found.chance == pytest.approx(500 / 700)
    assert Window(1.0, 0.1 / 1.959964).within_reach == pytest.approx(0.95, abs=1e-6)


def test_who_knows_all_rates_of_the_simulated_shop_expects_what_comes() -> None:
    shop = quiet_shop()
    night, days = date(2023, 8, 3), 365
    visits = shop.sales.drop_duplicates("visit")
    is_known = visits["customer"].isin(visits.loc[visits["Date"] <= str(night), "customer"])
    ahead = (visits["Date"] > str(night)) & (visits["Date"] <= str(night + timedelta(days)))
    came = (is_known & ahead).sum()
    assert came > 1000
    assert shop.purchases_expected(night, days) == pytest.approx(came, rel=3 / came**0.5)


def test_the_page_holds_the_champion_against_the_peer() -> None:
    found = Interval(0.5, 0.4, 0.6)
    plain = dict.fromkeys(("total", "error", "median error", "order"), found)
    above = {
        "error above": Interval(0.1, 0.05, 0.15),
        "median error above": Interval(0.3, 0.2, 0.4),
        "order above": Interval(0.2, 0.1, 0.3),
    }
    seen = Window(1.0, 0.05, observer=0.55)
    rows = [
        Row("A shop", AS_OF, 90, PEER, seen, plain | {"total": Interval(1.1, 1.0, 1.2)}),
        Row("A shop", AS_OF, 90, "**Karat: x**", seen, plain | above),
    ]
    written = page(rows, {"B shop": "it is not there"})
    assert "Left out: B shop (it is not there)." in written
    assert "| 90 | 100% | ±9.8% | 95% | 0.550 | 0.500 [0.400, 0.600] |" in written
    assert (
        "Of 1 windows whose season was seen wholly, the champion's total is within 10 % in 0"
        in (written)
    )
    assert "the observer's own is in 0; the champion is within 10 % of the observer in 1" in written
    assert "the peer in 0. Windows overlap." in written
    assert "| 90 | **Karat: x** | 0.500 [0.400, 0.600] |" in written
    assert (
        "90 days: error less by 0.100 [0.050, 0.150], that of medians by 0.300 [0.200, 0.400], "
        "order more by 0.200" in written
    )


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (Interval(1.09, 1.05, 1.2), "yes"),
        (Interval(0.89, 0.8, 0.95), "within its interval"),
        (Interval(1.2, 1.11, 1.3), "no"),
    ],
)
def test_a_total_is_met_within_a_tenth(total: Interval, said: str) -> None:
    measured = dict.fromkeys(("error", "median error", "order"), total) | {"total": total}
    measured |= {f"{name} above": total for name in ("error", "median error", "order")}
    rows = [Row("A shop", AS_OF, 90, name, Window(1, 0.01), measured) for name in (PEER, "x")]
    assert f"| {said} |" in page(rows, {})
