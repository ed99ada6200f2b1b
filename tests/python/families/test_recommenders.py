"""Recommenders find planted tastes, and list what can be sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from karat.what.als import fit_als
from karat.what.factors import FACTORS_SCHEMA, score_factors
from karat.what.lists import LISTS_SCHEMA, Wanted, best_columns, best_products
from karat.what.nearest import NEAREST_SCHEMA, SIGNIFICANT, fit_nearest, score_nearest
from karat.what.nmf import fit_nmf
from karat.what.truncated_svd import fit_truncated_svd

DAY = date(2024, 9, 30)


def two_tastes(customers: int = 60, items: int = 20) -> pa.Table:
    """Even customers buy even items, odd customers odd ones; each misses a few of its kind."""
    random = np.random.default_rng(5)
    rows = [
        (f"c{customer:03d}", f"i{item:02d}", "even" if item % 2 == 0 else "odd")
        for customer in range(customers)
        for item in range(items)
        if customer % 2 == item % 2 and random.random() < 0.6
    ]
    return pa.table(
        {
            "split_name": ["test"] * len(rows),
            "as_of_date": [DAY] * len(rows),
            "customer_id": [row[0] for row in rows],
            "item_id": [row[1] for row in rows],
            "archetype": [row[2] for row in rows],
            "purchase_count": [1] * len(rows),
        }
    )


def catalogue(items: list[int]) -> pa.Table:
    return pa.table(
        {
            "split_name": ["test"] * len(items),
            "item_id": [f"i{item:02d}" for item in items],
            "archetype": ["even" if item % 2 == 0 else "odd" for item in items],
            "buyers_90d": items,
        }
    )


def asked(customers: list[str]) -> pa.Table:
    return pa.table({"split_name": ["test"] * len(customers), "customer_id": customers})


def everybody() -> pa.Table:
    return asked([f"c{customer:03d}" for customer in range(60)])


@pytest.fixture(scope="module")
def factors() -> pa.Table:
    return fit_als(two_tastes())


def level(factors: pa.Table, name: str) -> pa.Table:
    return factors.filter(pa.compute.equal(factors["level"], name))


@pytest.mark.parametrize("name", ["item", "archetype"])
def test_als_recovers_the_planted_tastes(factors: pa.Table, name: str) -> None:
    lists = score_factors(
        "lists", level(factors, name), Wanted(everybody(), catalogue(list(range(20))), 5)
    ).to_pandas()
    own_kind = [
        int(customer[1:]) % 2 == int(item[1:]) % 2
        for customer, item in zip(lists["customer_id"], lists["item_id"], strict=True)
    ]
    assert np.mean(own_kind) > 0.95


Lists = Callable[[pa.Table, pa.Table, int, str], pa.Table]


def buyers(history: pa.Table) -> pa.Table:
    return history.select(["split_name", "customer_id"])


def by_nearest(side: str) -> Lists:
    return lambda history, items, length, level: score_nearest(
        "lists",
        fit_nearest("fit", history, level, side),
        history,
        Wanted(buyers(history), items, length),
    )


def by_factors(fit: Callable[[str, pa.Table, str], pa.Table]) -> Lists:
    return lambda history, items, length, level: score_factors(
        "lists", fit("fit", history, level), Wanted(buyers(history), items, length)
    )


every_method = pytest.mark.parametrize(
    "method",
    [
        pytest.param(by_nearest("entry"), id="item_knn"),
        pytest.param(by_nearest("customer"), id="user_knn"),
        pytest.param(by_factors(fit_truncated_svd), id="truncated_svd"),
        pytest.param(by_factors(fit_nmf), id="nmf"),
    ],
)


@every_method
@pytest.mark.parametrize("name", ["item", "archetype"])
def test_every_method_recovers_the_planted_tastes(method: Lists, name: str) -> None:
    lists = method(two_tastes(), catalogue(list(range(20))), 5, name).to_pandas()
    assert lists.groupby("customer_id").size().eq(5).all()
    own_kind = [
        int(customer[1:]) % 2 == int(item[1:]) % 2
        for customer, item in zip(lists["customer_id"], lists["item_id"], strict=True)
    ]
    assert np.mean(own_kind) > 0.95


@every_method
def test_every_method_lists_what_can_be_sold_and_is_known(method: Lists) -> None:
    lists = method(two_tastes(), catalogue([3, 4, 99]), 10, "item").to_pandas()
    assert set(lists["item_id"]) == {"i03", "i04"}
    assert sorted(lists["rank"].unique()) == [1, 2]
    nothing = catalogue([]).cast(catalogue([1]).schema)
    assert method(two_tastes(), nothing, 10, "item").schema == LISTS_SCHEMA


def test_a_split_whose_fit_failed_gets_no_lists_and_no_second_reason() -> None:
    failure = {"split_name": "test", "failure": "NotConverged: after 1000 rounds"}
    items = catalogue([1, 2])
    factors = pa.Table.from_pylist([failure], schema=FACTORS_SCHEMA)
    assert len(score_factors("lists", factors, Wanted(everybody(), items, 5))) == 0
    nearest = pa.Table.from_pylist([failure], schema=NEAREST_SCHEMA)
    assert len(score_nearest("lists", nearest, two_tastes(), Wanted(everybody(), items, 5))) == 0


FEW = [("ann", 1), ("ann", 2), ("bob", 1), ("bob", 3), ("cid", 4)]


def few_purchases(rows: list[tuple[str, int]] = FEW) -> pa.Table:
    """Everyone bought each item once: Ann items 1 and 2, Bob 1 and 3, Cid 4."""
    return pa.table(
        {
            "split_name": ["test"] * len(rows),
            "as_of_date": [DAY] * len(rows),
            "customer_id": [customer for customer, _ in rows],
            "item_id": [f"i{item:02d}" for _, item in rows],
            "archetype": ["any"] * len(rows),
            "purchase_count": [1] * len(rows),
        }
    )


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        # Items 1 and 2, and 1 and 3, have a buyer in common, of 2 and 1: a cosine of 1 / sqrt(2).
        # Item 1 has two buyers in common with itself, so that this cosine counts twice as much.
        ("entry", {"i01": 2 + 0.5**0.5, "i02": 1 + 0.5**0.5, "i03": 0.5**0.5, "i04": 0}),
        # Bob and Ann have two items each and one in common: a cosine of a half. Cid has neither.
        ("customer", {"i01": 2.5, "i02": 2, "i03": 0.5, "i04": 0}),
    ],
)
def test_neighbours_add_up_as_by_hand(side: str, expected: dict[str, float]) -> None:
    lists = by_nearest(side)(few_purchases(), catalogue([1, 2, 3, 4]), 4, "item").to_pandas()
    ann = lists[lists["customer_id"] == "ann"].set_index("item_id")["score"]
    scores = {item: share * np.log(2) / SIGNIFICANT for item, share in expected.items()}
    assert ann.to_dict() == pytest.approx(scores, rel=1e-6)
    assert ann.index[-1] == "i04"


def test_what_one_customer_alone_has_bought_is_not_listed_before_what_others_buy_too() -> None:
    rows = [(f"c{customer:02d}", item) for customer in range(30) for item in (1, 2)]
    rows += [("c00", item) for item in range(3, 9)]
    history = few_purchases(rows)
    lists = by_nearest("entry")(history, catalogue(list(range(1, 9))), 4, "item").to_pandas()
    of_one = lists[lists["customer_id"] == "c00"]
    assert set(of_one["item_id"].head(2)) == {"i01", "i02"}


def test_als_lists_only_what_can_be_sold(factors: pa.Table) -> None:
    lists = score_factors(
        "lists", level(factors, "item"), Wanted(everybody(), catalogue([3, 4, 5]), 10)
    ).to_pandas()
    assert set(lists["item_id"]) == {"i03", "i04", "i05"}
    assert sorted(lists["rank"].unique()) == [1, 2, 3]


def test_als_lists_for_those_who_are_asked_about_as_it_would_for_everybody(
    factors: pa.Table,
) -> None:
    items = catalogue(list(range(20)))
    everyones = score_factors(
        "lists", level(factors, "item"), Wanted(everybody(), items, 5)
    ).to_pandas()
    lists = score_factors(
        "lists", level(factors, "item"), Wanted(asked(["c003", "c010"]), items, 5)
    ).to_pandas()
    expected = everyones[everyones["customer_id"].isin(["c003", "c010"])]
    assert_frame_equal(lists, expected.reset_index(drop=True), check_exact=False)
    assert len(lists) == 10


@pytest.mark.parametrize("side", ["entry", "customer"])
def test_neighbours_list_for_those_who_are_asked_about_alone(side: str) -> None:
    history, items = few_purchases(), catalogue([1, 2, 3, 4])
    fit = fit_nearest("fit", history, "item", side)
    everyones = score_nearest("lists", fit, history, Wanted(buyers(history), items, 4)).to_pandas()
    lists = score_nearest("lists", fit, history, Wanted(asked(["bob"]), items, 4)).to_pandas()
    expected = everyones[everyones["customer_id"] == "bob"].reset_index(drop=True)
    assert_frame_equal(lists, expected)
    assert len(lists) == 4


def test_als_puts_the_twin_that_sells_better_first(factors: pa.Table) -> None:
    lists = score_factors(
        "lists", level(factors, "archetype"), Wanted(everybody(), catalogue([2, 4, 8]), 3)
    ).to_pandas()
    assert list(lists[lists["customer_id"] == "c000"]["item_id"]) == ["i08", "i04", "i02"]


def test_als_lists_the_twins_of_equal_archetypes_as_they_sell() -> None:
    rows = [
        ("customer", "c", [1.0, 2.0]),
        ("entry", "even", [3.0, 1.0]),
        ("entry", "odd", [1.0, 2.0]),
    ]
    factors = pa.Table.from_pylist(
        [
            {
                "split_name": "test",
                "as_of_date": DAY,
                "level": "archetype",
                "side": side,
                "entity_id": entity,
                "factors": numbers,
            }
            for side, entity, numbers in rows
        ],
        schema=FACTORS_SCHEMA,
    )
    lists = score_factors(
        "lists", factors, Wanted(asked(["c"]), catalogue([1, 2, 3, 4, 5, 6, 7]), 4)
    ).to_pandas()
    assert list(lists["item_id"]) == ["i07", "i06", "i05", "i04"]
    assert lists["score"].nunique() == 1


def test_als_is_the_same_at_every_fit(factors: pa.Table) -> None:
    assert fit_als(two_tastes()).equals(factors)


def test_als_lists_what_customers_buy_where_each_buys_much_and_passes_over_more() -> None:
    random = np.random.default_rng(5)
    popularity = 0.4 * random.random(400)
    rows = [
        (f"c{customer:03d}", int(item))
        for customer in range(60)
        for item in np.flatnonzero(random.random(400) < popularity)
    ]
    factors = level(fit_als(few_purchases(rows)), "item")
    items = catalogue(list(range(400)))
    lists = score_factors("lists", factors, Wanted(everybody(), items, 10)).to_pandas()
    bought = {(customer, f"i{item:02d}") for customer, item in rows}
    listed = zip(lists["customer_id"], lists["item_id"], strict=True)
    assert np.mean([pair in bought for pair in listed]) > 0.9


def test_als_takes_a_shop_with_one_item() -> None:
    history = two_tastes(items=1)
    lists = score_factors(
        "lists", level(fit_als(history), "item"), Wanted(everybody(), catalogue([0]), 10)
    ).to_pandas()
    assert set(lists["item_id"]) == {"i00"}
    assert np.isfinite(lists["score"]).all()


def test_als_with_nothing_to_sell_lists_nothing(factors: pa.Table) -> None:
    nothing = catalogue([]).cast(catalogue([1]).schema)
    assert (
        score_factors("lists", level(factors, "item"), Wanted(everybody(), nothing, 10)).schema
        == LISTS_SCHEMA
    )


def test_als_of_no_rows_is_an_empty_table_with_types() -> None:
    assert fit_als(two_tastes().slice(0, 0)).schema == FACTORS_SCHEMA


def test_best_columns_are_those_of_a_stable_sort() -> None:
    random = np.random.default_rng(7)
    scores = random.integers(0, 6, size=(50, 30)).astype(np.float32)
    expected = np.argsort(-scores, axis=1, kind="stable")
    for length in (1, 5, 29, 30, 99):
        np.testing.assert_array_equal(best_columns(scores, length), expected[:, :length])


@pytest.mark.parametrize("values", [2, 4, 1000])
def test_best_products_are_those_of_a_stable_sort(values: int) -> None:
    # Whole numbers, so that products are exact; few of them, so that many are equal.
    random = np.random.default_rng(11)
    queries = random.integers(0, values, size=(130, 4)).astype(np.float32)
    entries = random.integers(0, values, size=(60, 4)).astype(np.float32)
    queries[::7] *= -1
    entries[::3] *= 5
    entries[4::9] = 0
    products = queries @ entries.T
    expected = np.argsort(-products, axis=1, kind="stable")
    for length in (1, 10, 55, 60, 99):
        best, scores = best_products(queries, entries, length)
        np.testing.assert_array_equal(best, expected[:, :length])
        np.testing.assert_array_equal(scores, np.take_along_axis(products, best, axis=1))


def test_best_products_refuses_what_is_no_number() -> None:
    numbers = np.ones((3, 2), dtype=np.float32)
    broken = numbers.copy()
    broken[1, 1] = np.nan
    for queries, entries in ((broken, numbers), (numbers, broken)):
        with pytest.raises(ValueError, match="no numbers"):
            best_products(queries, entries, 2)
