"""Alternating least squares for implicit feedback, fitted by the library `implicit`.

Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
ICDM 2008. That the more a customer has bought, the more what was passed over says beside a
purchase: R. Pan et al., "One-Class Collaborative Filtering", ICDM 2008, user-oriented weighting.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from implicit.cpu.als import AlternatingLeastSquares

from karat.modelling.splits import each_split
from karat.progress import Progress
from karat.what.factors import FACTOR_COUNT, FACTORS_SCHEMA, factors_table
from karat.what.interactions import LEVELS, interactions

ITERATIONS = 15
REGULARISATION = 0.05
CONFIDENCE = 40.0
"""Weight of what a customer has bought against that of passing an item over: Hu et al.'s alpha, and
their number, shared out among the entries that a customer has bought in the mean.

If each of hundreds weighed as much as the one piece that a jeweller's customer has, what was passed
over would count for nothing, and lists would hold what the customer has never taken.
"""

SEED = 20240101


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
    bought = interactions(rows, level)
    entry_count = len(bought.entries)
    mean_bought = bought.purchases.nnz / len(bought.customers)
    model = AlternatingLeastSquares(
        # More factors than there are entries say nothing and make the solver divide by zero.
        factors=min(FACTOR_COUNT, entry_count),
        regularization=REGULARISATION,
        iterations=ITERATIONS,
        use_cg=entry_count > FACTOR_COUNT,
        random_state=SEED,
        num_threads=1,  # sums in one order: two builds agree to the last bit
    )
    model.fit(
        CONFIDENCE / mean_bought * bought.weights,
        show_progress=False,
        callback=lambda iteration, *_: progress.at(
            f"split {split_name}, {level}s", iteration + 1, ITERATIONS
        ),
    )
    return factors_table(rows, level, bought, model.user_factors, model.item_factors)
