"""Items that the same customers buy: item-to-item nearest neighbours.

Source: B. Sarwar, G. Karypis, J. Konstan, J. Riedl, "Item-based collaborative filtering
recommendation algorithms", WWW 2001. Similarity is the cosine of who bought: common buyers over the
root of the product of both items' buyers.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

NEIGHBOURS_SCHEMA = pa.schema(
    [
        ("role", pa.string()),
        ("item_id", pa.string()),
        ("neighbour_id", pa.string()),
        ("similarity", pa.float64()),
        ("common_buyers", pa.int64()),
    ]
)
"""One row per role of a date, item and one of the items most like it."""

NEIGHBOURS = 10
FEWEST_COMMON_BUYERS = 3
"""One or two common buyers are chance: near-unique pieces therefore have no neighbours."""


def item_neighbours(items: pa.Table) -> pa.Table:
    """Find the items most like each item, as of each date.

    Parameters
    ----------
    items
        One row per role of a date, customer and item: `role`, `customer_id`, `item_id`.

    Returns
    -------
    pyarrow.Table
        `NEIGHBOURS_SCHEMA`, sorted; empty where no two items have enough common buyers.
    """
    parts = [
        part
        for role, rows in items.to_pandas().groupby("role", sort=True)
        for part in _neighbours_of_date(str(role), rows)
    ]
    return pa.concat_tables(parts) if parts else NEIGHBOURS_SCHEMA.empty_table()


def _neighbours_of_date(role: str, rows: pd.DataFrame) -> Iterator[pa.Table]:
    customer_codes, customers = pd.factorize(rows["customer_id"], sort=True)
    item_codes, items = pd.factorize(rows["item_id"], sort=True)
    bought = sparse.csr_matrix(
        (np.ones(len(rows)), (customer_codes, item_codes)), shape=(len(customers), len(items))
    )
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    common = (bought.T @ bought).tocoo()
    kept = (common.row != common.col) & (common.data >= FEWEST_COMMON_BUYERS)
    item, neighbour, count = common.row[kept], common.col[kept], common.data[kept]
    similarity = count / np.sqrt(buyers[item] * buyers[neighbour])
    order = np.lexsort((neighbour, -similarity, item))
    item, neighbour = item[order], neighbour[order]
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    place = np.arange(len(item)) - np.repeat(starts, np.diff(np.append(starts, len(item))))
    best = place < NEIGHBOURS
    names = items.to_numpy(dtype=object)
    yield pa.table(
        {
            "role": pa.array([role] * int(best.sum()), pa.string()),
            "item_id": pa.array(names[item[best]], pa.string()),
            "neighbour_id": pa.array(names[neighbour[best]], pa.string()),
            "similarity": similarity[order][best],
            "common_buyers": count[order][best].astype(np.int64),
        },
        schema=NEIGHBOURS_SCHEMA,
    )
