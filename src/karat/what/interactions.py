"""Who bought what until a date, as the matrix that collaborative filtering works on.

Over items, or over archetypes: most pieces of a jeweller are near-unique, so that what is learned
of one rests on one or two sales, while an archetype has many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

LEVELS = {"item": "item_id", "archetype": "archetype"}
"""The column of each level."""


@dataclass(frozen=True)
class Interactions:
    """What the customers of one split have bought.

    Attributes
    ----------
    customers, entries
        Their ids, sorted; an entry is an item or an archetype.
    purchases
        Days on which each customer bought each entry, shape (customers, entries).
    """

    customers: pd.Index
    entries: pd.Index
    purchases: sparse.csr_matrix

    @property
    def weights(self) -> sparse.csr_matrix:
        """One purchase more adds less than the one before."""
        return self.purchases.log1p()

    @property
    def is_bought(self) -> sparse.csr_matrix:
        """Ones where anything was bought."""
        return (self.purchases > 0).astype(np.float64)


def interactions(history: pd.DataFrame, level: str) -> Interactions:
    """Count what each customer has bought.

    Parameters
    ----------
    history
        One row per customer and item bought: `customer_id`, `item_id`, `archetype`,
        `purchase_count`.
    level
        One of `LEVELS`.
    """
    column = LEVELS[level]
    counts = (
        history.groupby(["customer_id", column], sort=True)["purchase_count"].sum().reset_index()
    )
    customer_codes, customers = pd.factorize(counts["customer_id"], sort=True)
    entry_codes, entries = pd.factorize(counts[column], sort=True)
    numbers = counts["purchase_count"].to_numpy(dtype=np.float32)
    purchases = sparse.csr_matrix(
        (numbers, (customer_codes, entry_codes)),
        shape=(len(customers), len(entries)),
        dtype=np.float32,
    )
    return Interactions(pd.Index(customers), pd.Index(entries), purchases)
