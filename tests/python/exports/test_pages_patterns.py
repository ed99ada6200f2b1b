"""The board of patterns: its queries over a few sales, counted by hand, and how it tells them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from dashboard_page import LANGUAGES

from pages.dashboard.boards.patterns import patterns
from pages.dashboard.words import Words

SALES = """
    values
    -- silver, then gold beside less silver
    ('a', 'ring', 300, date '2024-01-01'),
    ('a', 'chain', 900, date '2024-12-30'),
    ('a', 'ring', 100, date '2024-12-30'),
    -- gold, then gold
    ('b', 'chain', 500, date '2024-01-02'),
    ('b', 'chain', 1000, date '2024-12-31'),
    -- both from the first: nothing to move to
    ('c', 'ring', 200, date '2024-01-03'),
    ('c', 'chain', 5000, date '2024-01-03'),
    ('c', 'ring', 2000, date '2024-12-25'),
    -- never came again
    ('d', 'ring', 49, date '2024-05-01'),
    -- nobody known
    (null, 'ring', 99, date '2024-05-05')
"""
"""Customer, item, price, day: 366 days, so that the two spans have 183 each."""


@pytest.fixture
def shop() -> duckdb.DuckDBPyConnection:
    """Return the two tables that the queries read, with a sale that was taken back."""
    shop = duckdb.connect()
    shop.execute("attach ':memory:' as karat")
    shop.execute("create schema karat.marts")
    shop.execute(
        "create table karat.marts.fct_sales as select * from"
        f" (select *, null::date as taken_back_on from ({SALES})"
        " union all values ('d', 'chain', 700, date '2024-12-29', date '2024-12-30'))"
        " as sales(customer_id, item_id, price, sale_date, taken_back_on)"
    )
    shop.execute("alter table karat.marts.fct_sales alter price type decimal(18, 2)")
    shop.execute(
        "create table karat.marts.dim_items as select * from"
        " (values ('ring', 'rings', 'silver'), ('chain', 'chains', 'gold'))"
        " as items(item_id, category, metal)"
    )
    return shop


def asked(shop: duckdb.DuckDBPyConnection, documented: Path, name: str) -> list[tuple[Any, ...]]:
    """Return what a query of the dashboard answers over the shop."""
    nodes = json.loads((documented / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    return shop.sql(nodes[f"analysis.karat.{name}"]["compiled_code"]).fetchall()


@pytest.mark.build
def test_weekdays_hold_the_days_without_a_sale(
    shop: duckdb.DuckDBPyConnection, documented: Path
) -> None:
    assert asked(shop, documented, "weekdays") == [
        *((1, 3), (2, 2), (3, 4), (4, 0), (5, 0), (6, 0), (7, 1))
    ]


@pytest.mark.build
def test_a_basket_is_what_one_customer_takes_on_one_day(
    shop: duckdb.DuckDBPyConnection, documented: Path
) -> None:
    assert asked(shop, documented, "baskets") == [(1, 5), (2, 2)]
    # Five purchases hold a ring and four a chain; two hold both.
    assert asked(shop, documented, "basket_pairs") == [
        ("rings", "rings", None),
        ("rings", "chains", 2 / 5),
        ("chains", "rings", 2 / 4),
        ("chains", "chains", None),
    ]


@pytest.mark.build
def test_price_levels_begin_at_one_two_and_five(
    shop: duckdb.DuckDBPyConnection, documented: Path
) -> None:
    rows = asked(shop, documented, "price_levels")
    pieces = {level: round(share * 10) for level, side, share in rows if side == "pieces"}
    assert pieces == {20: 1, 50: 1, 100: 1, 200: 2, 500: 2, 1000: 1, 2000: 1, 5000: 1}
    revenue = {level: share for level, side, share in rows if side == "revenue"}
    assert revenue[200] == pytest.approx(500 / 10148)
    assert sum(revenue.values()) == pytest.approx(1)


@pytest.mark.build
def test_cohorts_come_back_or_not_in_each_whole_quarter(
    shop: duckdb.DuckDBPyConnection, documented: Path
) -> None:
    rows = [row[1:] for row in asked(shop, documented, "cohorts")]
    assert rows == [(1, 3, 0), (2, 3, 0), (3, 3, 1), (1, 1, 0), (2, 1, 0)]
    shop.execute("delete from karat.marts.fct_sales where sale_date = date '2024-12-31'")
    rows = [row[1:] for row in asked(shop, documented, "cohorts")]
    assert rows == [(1, 3, 0), (2, 3, 0), (1, 1, 0)]


@pytest.mark.build
def test_metals_are_told_of_those_who_took_one_alone_and_came_again(
    shop: duckdb.DuckDBPyConnection, documented: Path
) -> None:
    assert asked(shop, documented, "metal_moves") == [
        ("silver", True, "before", "silver", 1, 300, 300 / 800),
        ("silver", True, "after", "gold", 1, 900, 900 / 2000),
        ("silver", True, "after", "silver", 1, 100, 100 / 2000),
        ("gold", False, "before", "gold", 1, 500, 500 / 800),
        ("gold", False, "after", "gold", 1, 1000, 1000 / 2000),
    ]


MOVES = pd.DataFrame(
    {
        "first_metal": ["silver", "silver", "gold"],
        "is_moved": [True, True, False],
        "span": ["before", "after", "after"],
        "metal": ["silver", "gold", "gold"],
        "customers": 1200,
        "customer_spend": [300.0, 900.0, 500.0],
        "spend_share": [1.0, 0.4, 0.6],
    }
)
EMPTY = {
    "season": ["sale_month", "revenue", "month_number"],
    "weekdays": ["day_of_week", "units"],
    "gaps": ["days_from", "gaps"],
    "cohorts": ["first_quarter", "quarters_since", "returned_share"],
    "baskets": ["pieces", "purchases"],
    "basket_pairs": ["category", "other_category", "purchase_share"],
    "price_levels": ["price_from", "side", "side_share"],
    "metal_moves": list(MOVES),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_share_that_went_to_the_other_metal_is_told(language: str) -> None:
    answers = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()}
    *_, nothing = patterns(answers, Words(language)).parts
    *_, told = patterns(answers | {"metal_moves": MOVES}, Words(language)).parts
    say = Words(language)
    assert say("patterns.metals.share", share=say.share(0.4)) in told.note
    assert "%" not in nothing.note
