"""Collaborative filtering by neighbours: items that the same customers buy, or similar customers.

Nearness is the cosine of who bought what, by the library `implicit`, which counts each as its own
neighbour: what a customer has bought stands high in the list where it can still be sold. A cosine
that rests on few purchases in common counts for less: two items that one customer alone has bought
have the cosine 1, whoever buys next. Source: M. Deshpande, G. Karypis, "Item-based top-N
recommendation algorithms", ACM TOIS 22 (2004); J. Herlocker, J. Konstan, A. Borchers, J. Riedl, "An
algorithmic framework for performing collaborative filtering", SIGIR 1999.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from implicit.nearest_neighbours import ItemItemRecommender
from scipy import sparse
from sklearn.preprocessing import normalize

from karat.modelling.splits import FAILURE, each_split, without_failures
from karat.progress import Progress
from karat.what.interactions import LEVELS, Interactions, interactions
from karat.what.lists import BATCH, LISTS_SCHEMA, Wanted, lists_table
from karat.what.shelves import shelves

NEAREST_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("level", pa.string()),
        ("side", pa.string()),
        ("entity_id", pa.string()),
        ("neighbour_ids", pa.list_(pa.string())),
        ("similarities", pa.list_(pa.float64())),
        FAILURE,
    ]
)
"""One row per split and entity, nearest first: `side` is `customer`, or `entry` for items and
archetypes, as `level` says."""

NEIGHBOURS = {"entry": 20, "customer": 50}
"""What the sources found to suffice: more change little."""

SIGNIFICANT = 50
"""Purchases in common from which on a cosine counts in full: Herlocker et al.'s significance
weighting, and their number."""


def fit_nearest(
    table: str, history: pa.Table, level: str, side: Literal["customer", "entry"]
) -> pa.Table:
    """Find the neighbours of each entity in each split.

    Parameters
    ----------
    table
        The name of the table that is to hold the fit.
    history
        One row per split, customer and item bought: `split_name`, `as_of_date`, `customer_id`,
        `item_id`, `archetype`, `purchase_count`.
    level
        `item` or `archetype`.
    side
        Whose neighbours.

    Returns
    -------
    pyarrow.Table
        `NEAREST_SCHEMA`; empty for no rows.
    """

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        bought = interactions(rows, level)
        ids = bought.entries if side == "entry" else bought.customers
        vectors = bought.is_bought.T if side == "entry" else bought.is_bought
        model = ItemItemRecommender(K=NEIGHBOURS[side], num_threads=1)
        model.fit(normalize(vectors).T.tocsr(), show_progress=False)
        found = model.similarity.tocoo()
        found.data *= _significance(found, vectors)
        order = np.lexsort((found.col, -found.data, found.row))
        ends = np.cumsum(np.bincount(found.row, minlength=len(ids)))
        offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
        neighbours = pa.array(ids.to_numpy(dtype=object)[found.col[order]], pa.string())
        return pa.table(
            {
                "split_name": [split_name] * len(ids),
                "as_of_date": pa.array([rows["as_of_date"].iloc[0]] * len(ids), pa.date32()),
                "level": [level] * len(ids),
                "side": [side] * len(ids),
                "entity_id": pa.array(ids, pa.string()),
                "neighbour_ids": pa.ListArray.from_arrays(offsets, neighbours),
                "similarities": pa.ListArray.from_arrays(offsets, found.data[order]),
            }
        )

    splits = list(history.to_pandas().groupby("split_name", sort=True))
    return each_split(table, Progress(table).each(splits), fit_split, NEAREST_SCHEMA)


def score_nearest(table: str, fit: pa.Table, history: pa.Table, wanted: Wanted) -> pa.Table:
    """List the best sellable items of those who are asked about, from kept neighbours.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `NEAREST_SCHEMA`, of one level and side.
    history
        What the fit was made from.
    wanted
        Whose lists, of which items.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the sum of the similarities, of the entries that the customer
        has bought to this one, or of the customer to those who have bought it, each times the
        weight of its purchases. Places that no neighbour fills have the score 0, what sells better
        first.
    """
    fits = dict(tuple(without_failures(fit).to_pandas().groupby("split_name", sort=True)))
    wanted_of = wanted.by_split()
    splits = [
        (name, (fits[name], rows, wanted_of[name]))
        for name, rows in history.to_pandas().groupby("split_name", sort=True)
        if name in fits and name in wanted_of
    ]
    return each_split(
        table,
        splits,
        lambda split_name, found: pa.concat_tables(
            [LISTS_SCHEMA.empty_table(), *_score_split(split_name, *found)]
        ),
        LISTS_SCHEMA,
    )


def _significance(
    cosines: sparse.coo_matrix, vectors: sparse.csr_matrix
) -> npt.NDArray[np.float64]:
    """Return how far each cosine of vectors of ones counts, from their purchases in common."""
    lengths = np.sqrt(vectors.getnnz(axis=1))
    in_common = np.rint(cosines.data * lengths[cosines.row] * lengths[cosines.col])
    return np.asarray(np.minimum(in_common, SIGNIFICANT) / SIGNIFICANT)


def _score_split(
    split_name: str, fitted: pd.DataFrame, rows: pd.DataFrame, wanted: Wanted
) -> Iterator[pa.Table]:
    level, side = fitted[["level", "side"]].iloc[0]
    bought = interactions(rows, level)
    sold = shelves(wanted.items.to_pandas(), LEVELS[level], bought.entries, wanted.length)
    if not len(sold.entries):
        return
    customers, entries = _weights(fitted, side, bought)
    entries = entries[:, sold.entries]
    is_asked = bought.customers.isin(wanted.customers["customer_id"].to_pylist())
    customers = customers[is_asked]
    customer_ids = pa.array(bought.customers[is_asked], pa.string())
    as_of_date = rows["as_of_date"].iloc[0]
    for start in range(0, len(customer_ids), BATCH):
        batch = slice(start, start + BATCH)
        scores = (customers[batch] @ entries).toarray().astype(np.float32)
        yield lists_table(split_name, as_of_date, customer_ids[batch], *sold.best(scores))


def _weights(
    fitted: pd.DataFrame, side: str, bought: Interactions
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the two matrices whose product holds the score of each entry for each customer."""
    ids = bought.entries if side == "entry" else bought.customers
    sizes = fitted["neighbour_ids"].str.len().to_numpy()
    rows = np.repeat(ids.get_indexer(pd.Index(fitted["entity_id"])), sizes)
    columns = ids.get_indexer(pd.Index(np.concatenate(fitted["neighbour_ids"].to_numpy())))
    numbers = np.concatenate(fitted["similarities"].to_numpy())
    similarities = sparse.csr_matrix((numbers, (rows, columns)), shape=(len(ids), len(ids)))
    if side == "entry":
        return bought.weights, similarities
    return similarities, bought.weights.tocsc()
