"""A world's perfect observer: knows rules and each customer's past, not the hidden taste."""

from __future__ import annotations

from functools import cache

import duckdb
import numpy as np
import pandas as pd

from benchmarks.measures import Floats
from benchmarks.results import OBSERVER, TRUTH
from benchmarks.warehouse import as_of_date
from karat.demo import DemoShop, World, simulate

LENGTH = 10


@cache
def _shop(world: World) -> DemoShop:
    return simulate(world=world)


def observed_probabilities(
    warehouse: duckdb.DuckDBPyConnection, split: str, world: World
) -> dict[int, Floats]:
    """Probabilities of the perfect observer by horizon, in the order of customers' ids."""
    truth = _shop(world).customers_truth(as_of_date(warehouse, split))
    names = warehouse.execute("select customer_id, full_name from private.customer_identities").df()
    rows = names.merge(truth, left_on="full_name", right_on="FullName").sort_values("customer_id")
    return {
        int(column.removeprefix("observer_probability_").removesuffix("d")): rows[column].to_numpy()
        for column in map(str, rows.columns)
        if column.startswith("observer_probability_")
    }


def observed_lists(
    warehouse: duckdb.DuckDBPyConnection, split: str, world: World
) -> dict[str, pd.DataFrame]:
    """Make the observer's and the truth's lists: likeliest items, and best archetypes first."""
    day = as_of_date(warehouse, split)
    shop = _shop(world)
    names = warehouse.execute("select customer_id, full_name from private.customer_identities").df()
    tastes = shop.tastes_truth(day).merge(names, left_on="FullName", right_on="full_name")
    tastes["archetype"] = (
        tastes["category"].astype(str)
        + " | "
        + tastes["metal"].astype(str)
        + " | "
        + tastes["price_tier"].astype(str)
    )
    known = warehouse.execute(
        "select items.item_id, items.item_name from intermediate.int_items as items "
        "inner join features.item_features as features using (item_id) where split_name = ?",
        [split],
    ).df()
    items = shop.items_truth(day).merge(known, left_on="Item", right_on="item_name")
    items = items[items["in_stock"]].sort_values("item_id", ignore_index=True)
    kinds = items["category"] + " | " + items["metal"] + " | " + items["price_tier"]
    lists = {}
    for name, column in {OBSERVER: "observer_taste", TRUTH: "taste"}.items():
        wide = tastes.pivot(index="customer_id", columns="archetype", values=column).sort_index()
        taste = wide.reindex(columns=kinds.unique()).fillna(0.0)
        liked = taste.to_numpy()[:, taste.columns.get_indexer(pd.Index(kinds))]
        probability = items["chance"].to_numpy()
        lists[name] = _best(taste.index, items["item_id"], liked * probability)
        lists[f"{name}, best archetype first"] = _best(
            taste.index, items["item_id"], liked + 1e-6 * probability
        )
    return lists


def _best(customers: pd.Index, items: pd.Series, scores: Floats) -> pd.DataFrame:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :LENGTH]
    length = best.shape[1]  # fewer where the shop has fewer
    return pd.DataFrame(
        {
            "customer_id": np.repeat(customers.to_numpy(), length),
            "rank": np.tile(np.arange(1, length + 1), len(customers)),
            "item_id": items.to_numpy()[best.ravel()],
        }
    )
