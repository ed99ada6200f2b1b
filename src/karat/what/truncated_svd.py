"""Truncated singular value decomposition of who bought what, fitted by scikit-learn.

What was not bought counts as zero. Source: P. Cremonesi, Y. Koren, R. Turrin, "Performance of
recommender algorithms on top-N recommendation tasks", RecSys 2010 (PureSVD).
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from sklearn.decomposition import TruncatedSVD

from karat.modelling.splits import each_split
from karat.progress import Progress
from karat.what.factors import FACTOR_COUNT, FACTORS_SCHEMA, factors_table
from karat.what.interactions import interactions

SEED = 20240101


def fit_truncated_svd(table: str, history: pa.Table, level: str) -> pa.Table:
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
        `FACTORS_SCHEMA`; empty for no rows. A customer's factors carry the singular values.
    """

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        bought = interactions(rows, level)
        rank = min(FACTOR_COUNT, *bought.purchases.shape)
        model = TruncatedSVD(rank, algorithm="randomized", random_state=SEED)
        customers = model.fit_transform(bought.weights)
        return factors_table(rows, level, bought, customers, model.components_.T)

    splits = list(history.to_pandas().groupby("split_name", sort=True))
    return each_split(table, Progress(table).each(splits), fit_split, FACTORS_SCHEMA)
