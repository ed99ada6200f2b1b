"""Shops whose customers all do alike: what leaves a model nothing to compare still publishes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import WITH_DATA_TESTS, Build, run_dbt

pytestmark = pytest.mark.build

FIRST_DAY = dt.date(2023, 1, 1)
DAYS = 730
WINDOWS: dict[str, object] = {"validation_start": "2024-06-01", "test_start": "2024-09-01"}

Purchases = Iterator[tuple[int, int]]


def nobody_comes_thrice() -> Purchases:
    """Yield customers and days: most come once, two in five a second time, and nobody again."""
    chance = random.Random(1)
    for customer in range(1500):
        first = chance.randrange(DAYS)
        yield customer, first
        if chance.random() < 0.4:
            yield customer, first + chance.randrange(20, 200)


def everybody_comes_back() -> Purchases:
    """Yield customers and days: whoever came comes again every month, to the end."""
    chance = random.Random(2)
    for customer in range(250):
        day = chance.randrange(DAYS - 100)
        while day < DAYS:
            yield customer, day
            day += chance.randrange(22, 38)


def build(folder: Path, purchases: Callable[[], Purchases]) -> Build:
    metals = ("Au 585", "Ag 925", "Au 375")
    items = ("Кольцо", "Серьги", "Цепь", "Браслет", "Подвеска")
    lines = [
        f"Покупатель {customer},8701{customer:07d},"
        f"{items[(customer + day) % 5]} {metals[day % 3]} №{(customer * day) % 80},"
        f"{FIRST_DAY + dt.timedelta(day)},{5000 + (customer * 7919 + day) % 90 * 1000}"
        for customer, day in purchases()
        if day < DAYS
    ]
    sales = folder / "sales.csv"
    sales.write_text("\n".join(["FullName,phone,Item,Date,Price", *lines, ""]), encoding="utf-8")
    return run_dbt(folder, *WITH_DATA_TESTS, sales=sales, variables=WINDOWS).passed()


def chances(shop: Build, customers: str) -> tuple[int, float, float]:
    """Return how many customers there are, their mean chance of 90 days, and the lowest."""
    with shop.connect_published() as connection:
        (found,) = connection.sql(
            "select count(*), avg(probability_90d), min(probability_90d)"
            " from marts.customer_next_purchase"
            " inner join marts.dim_customers using (customer_id)"
            f" where {customers}"
        ).fetchall()
    return found


def test_a_shop_where_nobody_comes_thrice_publishes(tmp_path: Path) -> None:
    shop = build(tmp_path, nobody_comes_thrice)
    once, once_mean, _ = chances(shop, "purchase_count = 1")
    twice, twice_mean, _ = chances(shop, "purchase_count = 2")
    assert once + twice == 1500
    assert twice > 400
    assert twice_mean < 0.25 * once_mean
    with shop.connect() as connection:
        ((furthest,),) = connection.sql(
            "select max(abs(value)) from predictions.cox_fit where part = 'coefficient'"
        ).fetchall()
    assert furthest < 10


def test_a_shop_where_everybody_comes_back_publishes(tmp_path: Path) -> None:
    shop = build(tmp_path, everybody_comes_back)
    count, mean, lowest = chances(shop, "true")
    assert count == 250
    assert mean > 0.95
    assert lowest > 0.5
