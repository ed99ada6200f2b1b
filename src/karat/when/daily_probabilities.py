"""The scores of a timing family that knows a probability for each day ahead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.horizons import HORIZONS
from karat.modelling.splits import FAILURE, each_split
from karat.when.landmarks import scoring_splits

DATE_SHARES = {
    "expected_next_purchase_date": 0.5,
    "expected_date_lower": 0.1,
    "expected_date_upper": 0.9,
}

SCORES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        ("horizon_days", pa.int32()),
        ("probability", pa.float64()),
        *((name, pa.date32()) for name in DATE_SHARES),
        FAILURE,
    ]
)
"""One row per split, customer and horizon; the dates stand in the row of the longest horizon."""


def scores_of(rows: pd.DataFrame, daily_hazard: npt.NDArray[np.float64]) -> pa.Table:
    """Return probabilities by horizon, the expected date and its bounds.

    Parameters
    ----------
    rows
        One row per customer: `split_name`, `as_of_date`, `customer_id`.
    daily_hazard
        Shape (customers, longest horizon): the hazard of each day after the as-of date.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA` but for `FAILURE`, the horizons of a customer one after the other. The
        expected date and its bounds are the days by which 50, 10 and 90 % of the probability of the
        longest horizon has passed; null where there is none, and for the other horizons.
    """
    probability = -np.expm1(-np.cumsum(daily_hazard, axis=1))
    by_horizon = probability[:, np.array(HORIZONS) - 1]
    repeated = rows[["split_name", "as_of_date", "customer_id"]].loc[
        rows.index.repeat(len(HORIZONS))
    ]
    as_of_days = pd.to_datetime(repeated["as_of_date"]).to_numpy().astype("datetime64[D]")
    horizons = np.tile(np.array(HORIZONS, dtype=np.int32), len(rows))
    undated = (horizons != HORIZONS[-1]) | np.repeat(probability[:, -1] == 0, len(HORIZONS))
    days = {
        name: np.repeat(
            1 + np.argmax(probability >= share * probability[:, -1:], axis=1), len(HORIZONS)
        )
        for name, share in DATE_SHARES.items()
    }
    return pa.table(
        {
            "split_name": repeated["split_name"],
            "as_of_date": pa.array(as_of_days, pa.date32()),
            "customer_id": repeated["customer_id"],
            "horizon_days": horizons,
            "probability": by_horizon.ravel(),
            **{
                name: pa.array(as_of_days + after, pa.date32(), mask=undated)
                for name, after in days.items()
            },
        },
    )


def score_by_split(
    table: str,
    fit: pa.Table,
    customers: pa.Table,
    score_split: Callable[[list[dict[str, Any]], pd.DataFrame], pa.Table],
) -> pa.Table:
    """Score the customers of each split by what was fitted for it.

    Parameters
    ----------
    table
        The table that is to hold the scores.
    fit
        One or more rows per split.
    customers
        One row per split and customer: the keys and the features of the fit.
    score_split
        Makes `SCORES_SCHEMA`, `FAILURE` aside, of the rows of a split's fit and its customers.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`; of a split that fails, its reason.
    """
    return each_split(
        table,
        scoring_splits(fit, customers),
        lambda _, found: score_split(*found),
        SCORES_SCHEMA,
    )
