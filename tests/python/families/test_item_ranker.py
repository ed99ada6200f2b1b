"""The two-stage ranker's parts on planted truths: tastes, neighbours, trees, diversity."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from karat.modelling.splits import by_split, read_by_split
from karat.what.archetype_probabilities import PROBABILITIES_SCHEMA, archetype_probabilities
from karat.what.diversity import Looks, diverse_order
from karat.what.latent_classes import CLASSES_SCHEMA, fit_tastes
from karat.what.lists import LISTS_SCHEMA
from karat.what.neighbours import NEIGHBOURS_SCHEMA, item_neighbours
from karat.what.ranker import FIT_SCHEMA, ListSettings, fit_ranker, rank_items

DAY = date(2024, 9, 30)
PLAIN = ListSettings(length=3, taste_weight=0.0, diversity=0.0)


# ---------- tastes


def history_of(purchases: list[tuple[str, str, str, str, int]], role: str = "test") -> pa.Table:
    """Rows of customer, category, metal, tier and count."""
    return pa.table(
        {
            "role": [role] * len(purchases),
            "customer_id": [row[0] for row in purchases],
            "archetype": [" | ".join(row[1:4]) for row in purchases],
            "category": [row[1] for row in purchases],
            "metal": [row[2] for row in purchases],
            "price_tier": [row[3] for row in purchases],
            "item_count": [row[4] for row in purchases],
        }
    )


def two_kinds_of_customers(count: int = 400) -> pa.Table:
    """Half like rings, gold, high prices, half chains, silver, low ones: nine times in ten each."""
    random = np.random.default_rng(3)
    values = [("rings", "chains"), ("gold", "silver"), ("high", "low")]
    rows = []
    for customer in range(count):
        bought: dict[tuple[str, ...], int] = {}
        for _ in range(6):
            astray = random.random(3) < 0.1
            kind = tuple(
                pair[(customer + odd) % 2] for pair, odd in zip(values, astray, strict=True)
            )
            bought[kind] = bought.get(kind, 0) + 1
        rows += [(f"c{customer:03d}", *kind, number) for kind, number in bought.items()]
    return history_of(rows)


SHELF = pa.table(
    {
        "split_name": ["test"] * 4,
        "role": ["test"] * 4,
        "archetype": [
            "rings | gold | high",
            "rings | gold | low",
            "chains | silver | low",
            "chains | gold | unknown",
        ],
        "category": ["rings", "rings", "chains", "chains"],
        "metal": ["gold", "gold", "silver", "gold"],
        "price_tier": ["high", "low", "low", "unknown"],
    }
)


def probabilities_of(history: pa.Table, *customers: str, longest: int = 4) -> pa.Table:
    whom = pa.table(
        {
            "split_name": ["test"] * len(customers),
            "role": ["test"] * len(customers),
            "customer_id": list(customers),
        }
    )
    return archetype_probabilities(fit_tastes(history), history, whom, SHELF, longest)


def test_tastes_recover_the_planted_kinds_of_customers() -> None:
    customers = [f"c{number:03d}" for number in range(400)]
    probabilities = probabilities_of(two_kinds_of_customers(), *customers).to_pandas()
    first = probabilities[probabilities["archetype_rank"] == 1]
    liked = {0: "rings | gold | high", 1: "chains | silver | low"}
    right = first["archetype"] == first["customer_id"].str[1:].astype(int).mod(2).map(liked)
    assert right.mean() > 0.98
    assert first["archetype_probability"].mean() == pytest.approx(0.9**3, abs=0.08)


def test_probabilities_of_a_customer_add_up_to_one_at_most_and_fall_with_the_rank() -> None:
    probabilities = probabilities_of(
        two_kinds_of_customers(), *[f"c{number:03d}" for number in range(50)]
    )
    frame = probabilities.to_pandas()
    assert probabilities.schema.equals(PROBABILITIES_SCHEMA)
    by_customer = frame.groupby("customer_id")["archetype_probability"]
    assert (by_customer.sum() <= 1 + 1e-9).all()
    assert all(np.all(np.diff(values) <= 0) for _, values in by_customer)
    assert (frame["category_probability"] >= frame["archetype_probability"] - 1e-12).all()


def test_probabilities_are_the_same_to_the_last_bit_in_any_order_of_the_history() -> None:
    """As DuckDB's threads leave it: sums of doubles tell one order from another."""
    history = two_kinds_of_customers()
    fitted = fit_tastes(history)
    whom = pa.table({"split_name": ["test"], "role": ["test"], "customer_id": ["c001"]})
    orders = [history, history.take(np.random.default_rng(5).permutation(len(history)))]
    orders.append(history.sort_by([("archetype", "descending")]))
    found = [archetype_probabilities(fitted, order, whom, SHELF, 4) for order in orders]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])


def test_an_unusual_customer_keeps_own_habits() -> None:
    history = pa.concat_tables(
        [two_kinds_of_customers(), history_of([("odd", "chains", "silver", "low", 1)])]
    )
    probabilities = probabilities_of(history, "odd", longest=1).to_pandas()
    assert list(probabilities["archetype"]) == ["chains | silver | low"]


def test_one_customer_makes_one_class() -> None:
    history = history_of([("ann", "rings", "gold", "high", 1)])
    classes = fit_tastes(history)
    assert classes.schema.equals(CLASSES_SCHEMA)
    assert set(classes["class_number"].to_pylist()) == {0, 1}
    assert (
        probabilities_of(history, "ann", longest=2)["archetype"][0].as_py() == "rings | gold | high"
    )


def test_tastes_of_no_rows_are_empty_tables_with_types() -> None:
    nothing = history_of([])
    assert fit_tastes(nothing).equals(CLASSES_SCHEMA.empty_table())
    assert probabilities_of(nothing, "ann").equals(PROBABILITIES_SCHEMA.empty_table())


def test_tastes_are_the_same_at_every_fit_whatever_the_order_of_rows() -> None:
    history = two_kinds_of_customers()
    backwards = history.take(list(range(len(history)))[::-1])
    assert fit_tastes(history).equals(fit_tastes(backwards))


# ---------- neighbours


def baskets(*items: str) -> pa.Table:
    """One customer per text, who bought the items that it names."""
    rows = [(f"c{place}", item) for place, text in enumerate(items) for item in text]
    return pa.table(
        {
            "role": ["test"] * len(rows),
            "customer_id": [row[0] for row in rows],
            "item_id": [row[1] for row in rows],
        }
    )


def test_neighbours_are_what_three_customers_or_more_share() -> None:
    found = item_neighbours(baskets("abz", "abz", "ab", "a", "c")).to_pylist()
    assert [(row["item_id"], row["neighbour_id"], row["common_buyers"]) for row in found] == [
        ("a", "b", 3),
        ("b", "a", 3),
    ]
    assert found[0]["similarity"] == pytest.approx(3 / np.sqrt(4 * 3))


def test_neighbours_of_near_unique_pieces_are_none() -> None:
    assert item_neighbours(baskets("ab", "cd")).equals(NEIGHBOURS_SCHEMA.empty_table())
    assert item_neighbours(baskets()).equals(NEIGHBOURS_SCHEMA.empty_table())


# ---------- trees


FEATURES = ["signal", "archetype_probability"]


def pairs_of(customers: int, items: int, role: str, *, is_training: bool) -> pa.Table:
    """Customers take an item in proportion to `signal`, of which the prior knows nothing."""
    random = np.random.default_rng(11 if is_training else 12)
    size = customers * items
    signal = random.random(size)
    return pa.table(
        {
            "split_name": ["test"] * size,
            "role": [role] * size,
            "is_training": [is_training] * size,
            "as_of_date": [DAY] * size,
            "customer_id": np.repeat([f"c{number:04d}" for number in range(customers)], items),
            "item_id": np.tile([f"i{number:02d}" for number in range(items)], customers),
            "archetype": ["rings"] * size,
            "stone": pa.array([None] * size, pa.string()),
            "price": np.full(size, 100.0),
            "prior_probability": np.full(size, 0.1),
            "is_bought": list(random.random(size) < 0.5 * signal) if is_training else [None] * size,
            "signal": pa.array(signal.astype(np.float32)),
            "archetype_probability": pa.array(np.full(size, 0.5, dtype=np.float32)),
        }
    )


@pytest.fixture(scope="module")
def training() -> pa.Table:
    return pairs_of(500, 20, "training_window_1", is_training=True)


@pytest.fixture(scope="module")
def fit(training: pa.Table) -> pa.Table:
    return fit_ranker(training, FEATURES)


def test_ranker_recovers_the_planted_probabilities(fit: pa.Table) -> None:
    pairs = pairs_of(300, 20, "test", is_training=False)
    ranked = rank_items(fit, by_split(pairs), ListSettings(20, 0.0, 0.0))
    assert ranked.schema.equals(LISTS_SCHEMA)
    both = ranked.to_pandas().merge(pairs.to_pandas(), on=["customer_id", "item_id"])
    assert np.corrcoef(both["score"], both["signal"])[0, 1] > 0.97
    assert (both["score"] - 0.5 * both["signal"]).abs().mean() < 0.03
    best = both[both["rank"] <= 3].groupby("customer_id")["signal"].mean()
    assert best.mean() > 0.85


def test_ranker_ranks_by_the_prior_where_there_was_too_little_to_learn() -> None:
    few = fit_ranker(pairs_of(3, 5, "training_window_1", is_training=True), FEATURES)
    assert few["model_text"].to_pylist() == [None]
    pairs = pairs_of(2, 5, "test", is_training=False)
    prior = pa.array(np.tile([0.1, 0.5, 0.3, 0.2, 0.4], 2))
    pairs = pairs.set_column(
        pairs.column_names.index("prior_probability"), "prior_probability", prior
    )
    for taught in (few, FIT_SCHEMA.empty_table()):
        ranked = rank_items(taught, by_split(pairs), PLAIN).to_pandas()
        assert list(ranked["item_id"]) == ["i01", "i04", "i02"] * 2
        assert list(ranked["rank"]) == [1, 2, 3] * 2


def test_ranker_lists_what_there_is_when_candidates_are_few(fit: pa.Table) -> None:
    ranked = rank_items(fit, by_split(pairs_of(4, 2, "test", is_training=False)), PLAIN)
    assert ranked["rank"].to_pylist() == [1, 2] * 4


def test_ranker_is_the_same_at_every_fit_whatever_the_order_of_rows(
    training: pa.Table, fit: pa.Table
) -> None:
    backwards = training.take(list(range(len(training)))[::-1])
    assert fit_ranker(backwards, FEATURES).equals(fit)
    pairs = pairs_of(20, 10, "test", is_training=False)
    shuffled = pairs.take(np.random.default_rng(0).permutation(len(pairs)))
    settings = ListSettings(5, 0.1, 0.1)
    assert rank_items(fit, by_split(shuffled), settings).equals(
        rank_items(fit, by_split(pairs), settings)
    )


def test_splits_are_read_one_after_the_other_in_the_order_of_their_names() -> None:
    shop = duckdb.connect()
    shop.execute(
        "create table pairs as from (values ('b', 1), ('a', 2), ('b', 3)) as t (split_name, n)"
    )
    shop.execute("create table dates as from (values ('c'), ('b'), ('a'), ('b')) as d (split_name)")
    rows, splits = shop.table("pairs"), shop.table("dates")
    found = {name: part["n"].to_pylist() for name, part in read_by_split(rows, splits)}
    assert list(found.items()) == [("a", [2]), ("b", [1, 3])]


def test_ranker_of_no_rows_is_an_empty_table_with_types(training: pa.Table) -> None:
    assert fit_ranker(training.slice(0, 0), FEATURES).equals(FIT_SCHEMA.empty_table())
    assert rank_items(FIT_SCHEMA.empty_table(), by_split(training.slice(0, 0)), PLAIN).equals(
        LISTS_SCHEMA.empty_table()
    )


def test_a_taste_for_the_archetype_is_worth_what_the_setting_says() -> None:
    pairs = pairs_of(1, 2, "test", is_training=False)
    for name, values in {
        "prior_probability": [0.2, 0.1],
        "archetype_probability": [0.0, 0.5],
    }.items():
        place = pairs.column_names.index(name)
        pairs = pairs.set_column(place, name, pa.array(values, pairs.schema.field(name).type))
    nobody = FIT_SCHEMA.empty_table()
    by_probability = rank_items(nobody, by_split(pairs), ListSettings(2, 0.1, 0.0))
    by_taste = rank_items(nobody, by_split(pairs), ListSettings(2, 0.3, 0.0))
    assert by_probability["item_id"].to_pylist() == ["i00", "i01"]
    assert by_taste["item_id"].to_pylist() == ["i01", "i00"]


# ---------- diversity


def order(worth: list[float], kinds: list[int], strength: float, length: int = 3) -> list[int]:
    size = len(worth)
    looks = Looks(np.array(kinds), np.zeros(size, dtype=np.int64), np.zeros(size))
    rows, ranks = diverse_order(
        np.zeros(size, dtype=np.int64), np.array(worth), looks, length, strength
    )
    assert list(ranks) == list(range(1, len(rows) + 1))
    return list(rows)


def test_without_diversity_the_order_is_that_of_worth() -> None:
    assert order([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 2], strength=0.0) == [0, 1, 2]


def test_diversity_makes_room_for_another_kind_when_it_is_worth_nearly_as_much() -> None:
    assert order([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 2], strength=0.3) == [0, 3, 1]
    assert order([0.9, 0.8, 0.7, 0.01], [1, 1, 1, 2], strength=0.3) == [0, 1, 2]


def test_copies_at_far_prices_or_with_other_stones_are_less_alike() -> None:
    looks = Looks(
        archetype=np.array([1, 1, 1]),
        stone=np.array([1, 1, 2]),
        log_price=np.array([5.0, 5.0, 6.0]),
    )
    rows, _ = diverse_order(
        np.zeros(3, dtype=np.int64), np.array([0.9, 0.8, 0.75]), looks, length=2, strength=0.2
    )
    assert list(rows) == [0, 2]


def test_every_customer_gets_a_list_of_their_own() -> None:
    customers = np.array([0, 0, 0, 1, 2, 2])
    looks = Looks(np.zeros(6, dtype=np.int64), np.zeros(6, dtype=np.int64), np.zeros(6))
    rows, ranks = diverse_order(
        customers, np.array([3.0, 2, 1, 1, 2, 1]), looks, length=2, strength=0.1
    )
    assert list(rows) == [0, 1, 3, 4, 5]
    assert list(ranks) == [1, 2, 1, 1, 2]
