"""What every recommender returns: ranked lists of items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from implicit.cpu.topk import topk

from karat.modelling.splits import FAILURE, by_split

LISTS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        ("rank", pa.int32()),
        ("item_id", pa.string()),
        ("score", pa.float64()),
        FAILURE,
    ]
)
"""One row per split, customer and rank; ranks run from 1 without gaps, best first."""


@dataclass(frozen=True)
class Wanted:
    """
    The lists that a recommender is asked for.

    Attributes
    ----------
    customers
        Who gets a list: `split_name`, `customer_id`.
    items
        What can be sold: `split_name`, `item_id`, `archetype`, `buyers_90d`.
    length
        Items per customer; fewer where fewer can be sold.
    """

    customers: pa.Table
    items: pa.Table
    length: int

    def by_split(self) -> dict[str, Wanted]:
        """Return what is wanted of each split that has customers and items."""
        items = dict(by_split(self.items))
        return {
            name: Wanted(customers, items[name], self.length)
            for name, customers in by_split(self.customers)
            if name in items
        }


BATCH = 512
"""Queries looked at side by side: bounds the memory to BATCH x entries floats."""

SPARE = 10
"""Products fetched beyond those wanted, so that equal ones at the end of a list are seen."""

LONGEST_SHARE = 16
"""One in so many entries, the longest, tells how long an entry must be for a query's list."""

ROUNDING = 1e-3
"""More than products of single precision can be off, as a share of themselves."""


def best_products(
    queries: npt.NDArray[np.float32], entries: npt.NDArray[np.float32], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Find the entries of the highest products with each query, earlier entries on ties.

    No product is higher than the lengths of its two vectors multiplied (Cauchy, Schwarz), so
    entries too short for the lists of a batch of queries are not looked at. Source: C. Teflioudi,
    R. Gemulla, O. Mykytiuk, "LEMP: Fast Retrieval of Large Entries in a Matrix Product", SIGMOD
    2015.

    Parameters
    ----------
    queries, entries
        Factors, shape (queries, factors) and (entries, factors), at least one of each.
    length
        Entries wanted for each query; all of them where there are fewer.

    Returns
    -------
    tuple
        Positions of the entries and their products, best first, shape (queries, length).

    Raises
    ------
    ValueError
        Where a factor is no number.
    """
    if not (np.isfinite(queries).all() and np.isfinite(entries).all()):
        raise ValueError("some factors are no numbers")
    length = min(length, len(entries))
    norms = np.linalg.norm(entries, axis=1)
    least_norms = _least_norms(queries, entries, norms, length)
    best = np.empty((len(queries), length), dtype=np.int64)
    products = np.empty((len(queries), length), dtype=np.float32)
    # Queries that ask for entries of about the same length share a batch.
    order = np.argsort(least_norms, kind="stable")
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        long_enough = np.flatnonzero(norms >= least_norms[batch].min())
        found, products[batch] = _best_of_all(queries[batch], entries[long_enough], length)
        best[batch] = long_enough[found]
    return best, products


def _least_norms(
    queries: npt.NDArray[np.float32],
    entries: npt.NDArray[np.float32],
    norms: npt.NDArray[np.float32],
    length: int,
) -> npt.NDArray[np.float64]:
    """Return the length that an entry must have to come among a query's best; shape (queries,)."""
    longest = np.argsort(-norms, kind="stable")[: max(length, len(entries) // LONGEST_SHARE)]
    _, products = topk(entries[longest], queries, length, num_threads=1)
    reached = np.maximum(products.min(axis=1), 0) * (1 - ROUNDING)
    return np.asarray(reached / np.maximum(np.linalg.norm(queries, axis=1), 1e-30))


def _best_of_all(
    queries: npt.NDArray[np.float32], entries: npt.NDArray[np.float32], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Do what `best_products` does with all products, by the compiled top-k of `implicit`."""
    fetched = min(length + SPARE, len(entries))
    columns, products = topk(entries, queries, fetched, num_threads=1)
    order = np.lexsort((columns, -products), axis=1)[:, :length]
    best = np.take_along_axis(columns, order, axis=1).astype(np.int64)
    products = np.sort(products, axis=1)[:, ::-1]
    # Of equal products at its end the library keeps some, at will: those queries are done again.
    unsure = np.flatnonzero(products[:, -1] == products[:, length - 1])
    if fetched < len(entries) and len(unsure):
        best[unsure] = best_columns(queries[unsure] @ entries.T, length)
    return best, products[:, :length]


def best_columns(scores: npt.NDArray[np.float32], length: int) -> npt.NDArray[np.int64]:
    """Find the columns of the highest scores in each row, best first, earlier columns on ties.

    Parameters
    ----------
    scores
        Shape (rows, columns).
    length
        Columns wanted; all of them where there are fewer.

    Returns
    -------
    numpy.ndarray
        Column numbers, shape (rows, min(length, columns)).
    """
    width = scores.shape[1]
    if length >= width:
        return np.argsort(-scores, axis=1, kind="stable")
    # A partition alone picks among equal scores at will: all that reach the last place compete.
    threshold = -np.partition(-scores, length - 1, axis=1)[:, length - 1 : length]
    rows, columns = np.nonzero(scores >= threshold)
    order = np.lexsort((columns, -scores[rows, columns], rows))
    starts = np.searchsorted(rows, np.arange(len(scores)))
    return np.asarray(columns[order][starts[:, None] + np.arange(length)])


def lists_table(
    split_name: str,
    as_of_date: object,
    customer_ids: pa.Array,
    item_ids: pa.Array,
    scores: npt.NDArray[np.float64],
) -> pa.Table:
    """Lay ranked lists out as rows of `LISTS_SCHEMA`.

    Parameters
    ----------
    split_name, as_of_date
        What the lists are for.
    customer_ids
        One per list.
    item_ids
        One list after the other, best first.
    scores
        Of the items, shape (lists, length).
    """
    count, length = scores.shape
    rows = count * length
    return pa.table(
        [
            pa.repeat(pa.scalar(split_name, pa.string()), rows),
            pa.repeat(pa.scalar(as_of_date, pa.date32()), rows),
            customer_ids.take(pa.array(np.repeat(np.arange(count), length))),
            np.tile(np.arange(1, length + 1, dtype=np.int32), count),
            item_ids,
            scores.ravel(),
            pa.nulls(rows, FAILURE.type),
        ],
        schema=LISTS_SCHEMA,
    )
