"""Factors and biases of what is rated, and of nothing else: SVD by scikit-surprise.

A rating is the logarithm of one more than the days on which a customer bought an entry; what was
not bought is no rating, and none that is low. Source: Y. Koren, R. Bell, C. Volinsky, "Matrix
factorization techniques for recommender systems", IEEE Computer 42 (2009); the library: N. Hug,
"Surprise: A Python library for recommender systems", JOSS 5 (2020).
"""

from __future__ import annotations

import os
import tempfile

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.modelling.extras import library
from karat.modelling.splits import each_split
from karat.progress import Progress
from karat.what.factors import FACTOR_COUNT, FACTORS_SCHEMA, factors_table
from karat.what.interactions import interactions

EXTRA = "ratings"

SEED = 20240101

# When it is imported, the library makes the folder of its data sets: in the home, which not every
# process may write to, unless one that is there is named before.
os.environ.setdefault("SURPRISE_DATA_FOLDER", tempfile.gettempdir())


def fit_surprise_svd(table: str, history: pa.Table, level: str) -> pa.Table:
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
        `FACTORS_SCHEMA`; empty for no rows. The product of a customer's and an entry's factors is
        the rating that the library predicts: the last two are what each rates, and is rated, on its
        own.
    """

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        surprise = library("surprise", EXTRA)
        bought = interactions(rows, level)
        ratings = bought.weights.tocoo()
        frame = pd.DataFrame(
            {"customer": ratings.row, "entry": ratings.col, "rating": ratings.data}
        )
        # The scale bounds the library's own predictions alone, which are not asked for.
        scale = surprise.Reader(rating_scale=(ratings.data.min(), ratings.data.max()))
        rated = surprise.Dataset.load_from_df(frame, scale).build_full_trainset()
        model = surprise.SVD(n_factors=FACTOR_COUNT, random_state=SEED).fit(rated)
        # The library numbers both sides as it meets them.
        customers = [rated.to_inner_uid(code) for code in range(len(bought.customers))]
        entries = [rated.to_inner_iid(code) for code in range(len(bought.entries))]
        of_customers = rated.global_mean + model.bu[customers]
        of_entries = model.bi[entries]
        ones = np.ones_like
        return factors_table(
            *(rows, level, bought),
            np.column_stack([model.pu[customers], of_customers, ones(of_customers)]),
            np.column_stack([model.qi[entries], ones(of_entries), of_entries]),
        )

    splits = list(history.to_pandas().groupby("split_name", sort=True))
    return each_split(table, Progress(table).each(splits), fit_split, FACTORS_SCHEMA)
