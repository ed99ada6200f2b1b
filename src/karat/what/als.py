"""Alternating least squares for implicit feedback, fitted by the library `implicit`.

Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
ICDM 2008. It is fitted over items and over archetypes: most pieces of a jeweller are near-unique,
so that their own factors rest on one or two sales, while an archetype has many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse

from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.what.lists import LISTS_SCHEMA, best_products, lists_table

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

LEVELS = {"item": "item_id", "archetype": "archetype"}

FACTOR_COUNT = 32
ITERATIONS = 15
REGULARISATION = 0.05
CONFIDENCE = 20.0
"""Weight of a purchase against that of not having bought, Hu et al.'s alpha."""

SEED = 20240101
BATCH = 4096
"""Customers whose lists are laid out at once."""


def fit_als(history: pa.Table) -> pa.Table:
    """Fit one factorisation per split and level.

    Parameters
    ----------
    history
        One row per split, customer and item bought: `split_name`, `as_of_date`, `customer_id`,
        `item_id`, `archetype`, `purchase_count`.

    Returns
    -------
    pyarrow.Table
        `FACTORS_SCHEMA`; empty for no rows.
    """
    rows = history.to_pandas()
    progress = Progress("als_factors")
    return each_split(
        "als_factors",
        rows.groupby("split_name", sort=True),
        lambda split_name, split_rows: pa.concat_tables(
            _fit_level(split_rows, split_name, level, progress) for level in LEVELS
        ),
        FACTORS_SCHEMA,
    )


def _fit_level(rows: pd.DataFrame, split_name: str, level: str, progress: Progress) -> pa.Table:
    column = LEVELS[level]
    counts = rows.groupby(["customer_id", column], sort=True)["purchase_count"].sum().reset_index()
    customer_codes, customers = pd.factorize(counts["customer_id"], sort=True)
    entry_codes, entries = pd.factorize(counts[column], sort=True)
    # One purchase more adds less than the one before.
    weights = np.log1p(counts["purchase_count"].to_numpy(dtype=np.float32))
    matrix = sparse.csr_matrix(
        (CONFIDENCE * weights, (customer_codes, entry_codes)),
        shape=(len(customers), len(entries)),
        dtype=np.float32,
    )
    model = AlternatingLeastSquares(
        # More factors than there are entries say nothing and make the solver divide by zero.
        factors=min(FACTOR_COUNT, len(entries)),
        regularization=REGULARISATION,
        iterations=ITERATIONS,
        use_cg=len(entries) > FACTOR_COUNT,
        random_state=SEED,
        num_threads=1,  # sums in one order: two builds agree to the last bit
    )
    model.fit(
        matrix,
        show_progress=False,
        callback=lambda iteration, *_: progress.at(
            f"split {split_name}, {level}s", iteration + 1, ITERATIONS
        ),
    )
    return pa.concat_tables(
        pa.table(
            {
                "split_name": [split_name] * len(ids),
                "as_of_date": pa.array([rows["as_of_date"].iloc[0]] * len(ids), pa.date32()),
                "level": [level] * len(ids),
                "side": [side] * len(ids),
                "entity_id": pa.array(ids, pa.string()),
                "factors": pa.array(list(factors), pa.list_(pa.float32())),
            },
        )
        for side, ids, factors in (
            ("customer", customers, model.user_factors),
            ("entry", entries, model.item_factors),
        )
    )


def score_als(factors: pa.Table, items: pa.Table, list_length: int) -> pa.Table:
    """List each customer's best sellable items from fitted factors, without fitting anything.

    Parameters
    ----------
    factors
        `FACTORS_SCHEMA` rows of one level.
    items
        The items that can be sold: `split_name`, `item_id`, `archetype`, `buyers_90d`.
    list_length
        Items per customer; fewer where fewer can be sold.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the product of the customer's and
        the entry's factors. Items of one archetype have one score at that level: the twin that
        sells now comes first.
    """
    items_by_split = dict(tuple(items.to_pandas().groupby("split_name", sort=True)))
    splits = [
        (split_name, (factors.filter(pc.equal(factors["split_name"], split_name)), split_items))
        for split_name, split_items in items_by_split.items()
        if pc.any(pc.equal(factors["split_name"], split_name)).as_py()
    ]
    return each_split(
        "lists by ALS",
        splits,
        lambda split_name, found: pa.concat_tables(
            [LISTS_SCHEMA.empty_table(), *_score_split(split_name, *found, list_length)]
        ),
        LISTS_SCHEMA,
    )


def _score_split(
    split_name: str, factors: pa.Table, items: pd.DataFrame, list_length: int
) -> Iterator[pa.Table]:
    column = LEVELS[factors["level"][0].as_py()]
    customer_ids, customers = _side(factors, "customer")
    entry_ids, entries = _side(factors, "entry")
    # Equal scores go to the item that sells better: twins of one archetype have the same score.
    scorable = items[items[column].isin(entry_ids.to_pylist())].sort_values(
        ["buyers_90d", "item_id"], ascending=[False, True]
    )
    if scorable.empty:
        return
    # The entries in the order of their first items, so that equal entries stand as their items do.
    entry_of_item, sold_entries = pd.factorize(scorable[column])
    shelf = _shelf(entry_of_item, list_length)
    entries = entries[pd.Index(entry_ids.to_pylist()).get_indexer(sold_entries)]
    item_ids = pa.array(scorable["item_id"], pa.string())
    best_entries, products = best_products(customers, entries, list_length)
    for start in range(0, len(customers), BATCH):
        batch = slice(start, start + BATCH)
        best, scores = _off_the_shelf(
            shelf[best_entries[batch]], products[batch], list_length, len(scorable)
        )
        yield lists_table(
            split_name,
            factors["as_of_date"][0].as_py(),
            customer_ids[batch],
            item_ids.take(pa.array(best.ravel())),
            scores.astype(np.float64),
        )


def _side(factors: pa.Table, side: str) -> tuple[pa.Array, npt.NDArray[np.float32]]:
    """Return the ids of one side in their order, and their factors, shape (ids, factors)."""
    rows = factors.filter(pc.equal(factors["side"], side)).sort_by("entity_id").combine_chunks()
    numbers = rows["factors"].combine_chunks().flatten().to_numpy().astype(np.float32)
    return rows["entity_id"].combine_chunks(), numbers.reshape(len(rows), -1)


def _shelf(entry_of_item: npt.NDArray[np.int64], list_length: int) -> npt.NDArray[np.int64]:
    """Return each entry's first items, as many as a list can hold, -1 where it has fewer.

    Parameters
    ----------
    entry_of_item
        The entry of each item, the items that come first on equal scores first.

    Returns
    -------
    numpy.ndarray
        Positions of items, shape (entries, at most `list_length`).
    """
    by_entry = np.argsort(entry_of_item, kind="stable")
    sizes = np.bincount(entry_of_item)
    place = np.arange(len(by_entry)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = place < list_length
    shelf = np.full((len(sizes), min(list_length, int(sizes.max()))), -1, dtype=np.int64)
    shelf[entry_of_item[by_entry][kept], place[kept]] = by_entry[kept]
    return shelf


def _off_the_shelf(
    items: npt.NDArray[np.int64],
    products: npt.NDArray[np.float32],
    list_length: int,
    item_count: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Fill lists from the items of each customer's best entries.

    Parameters
    ----------
    items
        Rows of the shelf, shape (customers, entries, items).
    products
        Of the entries, shape (customers, entries).
    item_count
        Items that there are: the lists' length where it is shorter.

    Returns
    -------
    tuple
        Positions of the items and their scores, shape (customers, length).
    """
    scores = np.where(items < 0, -np.inf, products[:, :, None]).reshape(len(items), -1)
    positions = items.reshape(len(items), -1)
    order = np.lexsort((positions, -scores), axis=1)[:, : min(list_length, item_count)]
    return np.take_along_axis(positions, order, axis=1), np.take_along_axis(scores, order, axis=1)
