"""Non-negative matrix factorisation of who bought what, fitted by scikit-learn.

Source: D. Lee, H. Seung, "Learning the parts of objects by non-negative matrix factorization",
Nature 401 (1999); coordinate descent after A. Cichocki, A. Phan, IEICE Transactions E92-A (2009),
started by the SVD after C. Boutsidis, E. Gallopoulos, Pattern Recognition 41 (2008).
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from karat.modelling.splits import each_split, raising_unconverged
from karat.progress import Progress
from karat.what.factors import FACTOR_COUNT, FACTORS_SCHEMA, factors_table
from karat.what.interactions import interactions

SEED = 20240101
TOLERANCE = 3e-4
"""Three times scikit-learn's own: see docs/methods/nmf.md."""

MOST_ROUNDS = 1000
"""A fit that has not come to rest by then counts as failed."""


def fit_nmf(table: str, history: pa.Table, level: str) -> pa.Table:
    """Fit one factorisation per split.

    Parameters
    ----------
    table
        The name of the table that is to hold the fit.
    history
        One row per split, customer and item bought: `split_name`, `as_of_date`, `customer_id`,
        `item_id`, `archetype`, `purchase_count`.
    level
        `item` or `archetype`.

    Returns
    -------
    pyarrow.Table
        `FACTORS_SCHEMA`; empty for no rows.
    """

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        bought = interactions(rows, level)
        rank = min(FACTOR_COUNT, *bought.purchases.shape)
        model = NMF(rank, init="nndsvd", tol=TOLERANCE, max_iter=MOST_ROUNDS, random_state=SEED)
        found = []
        raising_unconverged(
            ConvergenceWarning, lambda: found.append(model.fit_transform(bought.weights))
        )
        return factors_table(rows, level, bought, found[0], model.components_.T)

    splits = list(history.to_pandas().groupby("split_name", sort=True))
    return each_split(table, Progress(table).each(splits), fit_split, FACTORS_SCHEMA)
