"""What matrix factorisations share: their factors as a table, and lists from them.

A customer and an entry (an item or an archetype) each have a row of numbers; the score of the one
for the other is the sum of their products.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.splits import FAILURE, by_split, each_split, without_failures
from karat.what.interactions import LEVELS, Interactions
from karat.what.lists import LISTS_SCHEMA, Wanted, best_products, lists_table
from karat.what.shelves import BATCH, shelves

FACTORS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("level", pa.string()),
        ("side", pa.string()),
        ("entity_id", pa.string()),
        ("factors", pa.list_(pa.float32())),
        FAILURE,
    ]
)
"""`level` is `item` or `archetype`, `side` is `customer` or `entry` (an item or archetype)."""

FACTOR_COUNT = 32


def factors_table(
    history: pd.DataFrame,
    level: str,
    bought: Interactions,
    customer_factors: npt.NDArray[np.floating],
    entry_factors: npt.NDArray[np.floating],
) -> pa.Table:
    """Lay factors out as rows of `FACTORS_SCHEMA`, `FAILURE` aside.

    Parameters
    ----------
    history
        The split's rows, which name it and its date.
    level
        `item` or `archetype`.
    bought
        What the factors were learned from.
    customer_factors, entry_factors
        Shape (customers, factors) and (entries, factors).
    """
    split_name, as_of_date = history[["split_name", "as_of_date"]].iloc[0]
    return pa.concat_tables(
        pa.table(
            {
                "split_name": [split_name] * len(ids),
                "as_of_date": pa.array([as_of_date] * len(ids), pa.date32()),
                "level": [level] * len(ids),
                "side": [side] * len(ids),
                "entity_id": pa.array(ids, pa.string()),
                "factors": pa.array(list(factors.astype(np.float32)), pa.list_(pa.float32())),
            },
        )
        for side, ids, factors in (
            ("customer", bought.customers, customer_factors),
            ("entry", bought.entries, entry_factors),
        )
    )


def score_factors(table: str, factors: pa.Table, wanted: Wanted) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    factors
        `FACTORS_SCHEMA` rows of one level; a split that failed gets no lists.
    wanted
        Whose lists, of which items.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the product of the customer's and the entry's factors. Items of
        one archetype have one score at that level: the twin that sells now comes first.
    """
    wanted_of = wanted.by_split()
    splits = [
        (split_name, (fitted, wanted_of[split_name]))
        for split_name, fitted in by_split(without_failures(factors))
        if split_name in wanted_of
    ]
    return each_split(
        table,
        splits,
        lambda split_name, found: pa.concat_tables(
            [LISTS_SCHEMA.empty_table(), *_score_split(split_name, *found)]
        ),
        LISTS_SCHEMA,
    )


def _score_split(split_name: str, factors: pa.Table, wanted: Wanted) -> Iterator[pa.Table]:
    is_asked = pc.is_in(factors["entity_id"], value_set=wanted.customers["customer_id"])
    vectors = Vectors(
        factors["as_of_date"][0].as_py(),
        factors["level"][0].as_py(),
        *_side(factors.filter(is_asked), "customer"),
        *_side(factors, "entry"),
    )
    yield from vector_lists(split_name, vectors, wanted)


@dataclass(frozen=True)
class Vectors:
    """
    Customers and entries of one split whose products are scores.

    Attributes
    ----------
    as_of_date
        The split's.
    level
        What the entries are, `item` or `archetype`.
    customer_ids, customers
        Those who get a list, and their vectors, shape (customers, factors).
    entry_ids, entries
        What is known, and its vectors, shape (entries, factors).
    """

    as_of_date: object
    level: str
    customer_ids: pa.Array
    customers: npt.NDArray[np.float32]
    entry_ids: pa.Array
    entries: npt.NDArray[np.float32]


def vector_lists(split_name: str, vectors: Vectors, wanted: Wanted) -> Iterator[pa.Table]:
    """Yield lists of the sellable items whose vectors have the highest products with a customer's.

    Parameters
    ----------
    split_name
        What the lists are for.
    vectors
        Of those who get one, and of what is known.
    wanted
        Of which items, how many.
    """
    known = pd.Index(vectors.entry_ids.to_pylist())
    sold = shelves(wanted.items.to_pandas(), LEVELS[vectors.level], known, wanted.length)
    if not len(sold.entries) or not len(vectors.customers):
        return
    best, products = best_products(vectors.customers, vectors.entries[sold.entries], wanted.length)
    for start in range(0, len(best), BATCH):
        batch = slice(start, start + BATCH)
        yield lists_table(
            split_name,
            vectors.as_of_date,
            vectors.customer_ids[batch],
            *sold.lists(best[batch], products[batch]),
        )


def _side(factors: pa.Table, side: str) -> tuple[pa.Array, npt.NDArray[np.float32]]:
    """Return the ids of one side in their order, and their factors, shape (ids, factors)."""
    rows = factors.filter(pc.equal(factors["side"], side)).sort_by("entity_id").combine_chunks()
    numbers = rows["factors"].combine_chunks().flatten().to_numpy().astype(np.float32)
    return rows["entity_id"].combine_chunks(), numbers.reshape(len(rows), -1)
