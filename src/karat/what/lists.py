"""What every recommender returns: ranked lists of items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

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
    customer_ids: Sequence[str],
    item_ids: npt.NDArray[np.object_],
    scores: npt.NDArray[np.float64],
) -> pa.Table:
    """Lay ranked lists out as rows of `LISTS_SCHEMA`.

    Parameters
    ----------
    split_name, as_of_date
        What the lists are for.
    customer_ids
        One per list.
    item_ids, scores
        Best first; shape (lists, length).
    """
    count, length = item_ids.shape
    frame = pd.DataFrame(
        {
            "split_name": split_name,
            "as_of_date": as_of_date,
            "customer_id": np.repeat(np.asarray(customer_ids, dtype=object), length),
            "rank": np.tile(np.arange(1, length + 1, dtype=np.int32), count),
            "item_id": item_ids.ravel(),
            "score": scores.ravel(),
            FAILURE.name: None,
        }
    )
    return pa.Table.from_pandas(frame, schema=LISTS_SCHEMA, preserve_index=False)
