"""Alternating least squares for implicit feedback, fitted by the library `implicit`.

Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
ICDM 2008. It is fitted over items and over archetypes: most pieces of a jeweller are near-unique,
so that their own factors rest on one or two sales, while an archetype has many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.what.lists import LISTS_SCHEMA, best_columns, lists_table

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
BATCH = 2048
"""Customers scored at once: bounds the memory to BATCH x items floats."""


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
    with threadpool_limits(limits=1):
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
        (split_name, (split_factors, items_by_split[split_name]))
        for split_name, split_factors in factors.to_pandas().groupby("split_name", sort=True)
        if split_name in items_by_split
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
    split_name: str, factors: pd.DataFrame, items: pd.DataFrame, list_length: int
) -> Iterator[pa.Table]:
    column = LEVELS[str(factors["level"].iloc[0])]
    customers = factors[factors["side"] == "customer"].sort_values("entity_id")
    entries = factors[factors["side"] == "entry"].sort_values("entity_id")
    # Equal scores go to the item that sells better: twins of one archetype have the same score.
    scorable = items[items[column].isin(entries["entity_id"])].sort_values(
        ["buyers_90d", "item_id"], ascending=[False, True]
    )
    if scorable.empty:
        return
    entry_factors = np.stack(entries["factors"].to_list()).astype(np.float32)
    entry_of_item = pd.Index(entries["entity_id"]).get_indexer(scorable[column])
    item_ids = scorable["item_id"].to_numpy(dtype=object)
    for start in range(0, len(customers), BATCH):
        batch = customers.iloc[start : start + BATCH]
        with threadpool_limits(limits=1):
            entry_scores = np.stack(batch["factors"].to_list()).astype(np.float32) @ entry_factors.T
        scores = entry_scores[:, entry_of_item]
        best = best_columns(scores, list_length)
        yield lists_table(
            split_name,
            batch["as_of_date"].iloc[0],
            batch["entity_id"].to_list(),
            item_ids[best],
            np.take_along_axis(scores, best, axis=1).astype(np.float64),
        )
