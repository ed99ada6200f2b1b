"""What every recommender returns: ranked lists of items."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from implicit.cpu.topk import topk
from threadpoolctl import threadpool_limits

from karat.modelling.splits import FAILURE

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


SPARE = 10
"""Products fetched beyond those wanted, so that equal ones at the end of a list are seen."""


def best_products(
    queries: npt.NDArray[np.float32], entries: npt.NDArray[np.float32], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Find the entries of the highest products with each query, earlier entries on ties.

    The library `implicit` looks at every pair in compiled code, a hundred queries at a time.

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
    """
    length = min(length, len(entries))
    fetched = min(length + SPARE, len(entries))
    with threadpool_limits(limits=1):
        columns, products = topk(entries, queries, fetched, num_threads=1)
    order = np.lexsort((columns, -products), axis=1)[:, :length]
    best = np.take_along_axis(columns, order, axis=1).astype(np.int64)
    # Of equal products at its end the library keeps some, at will: those queries are done again.
    last_wanted = np.take_along_axis(products, order, axis=1)[:, -1]
    unsure = np.flatnonzero(~(products.min(axis=1) < last_wanted))
    if fetched < len(entries) and len(unsure):
        with threadpool_limits(limits=1):
            best[unsure] = best_columns(queries[unsure] @ entries.T, length)
    return best, np.sort(products, axis=1)[:, ::-1][:, :length]


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
