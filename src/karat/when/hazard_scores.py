"""Scores customers from fitted hazards: chances by horizon, the expected date and its bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.horizons import HORIZONS
from karat.modelling.splits import FAILURE, each_split
from karat.when.hazard import LONGEST_HORIZON, by_split, day_numbers, read_fit
from karat.when.person_periods import periods

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
        *((f"probability_{horizon}d", pa.float64()) for horizon in HORIZONS),
        *((name, pa.date32()) for name in DATE_SHARES),
        FAILURE,
    ]
)


def score_hazard(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Score customers from fitted models, without fitting anything.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    customers
        One row per split and customer: the keys and the features of the fit.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, one row per split and customer. The expected
        date and its bounds are the days by which 50, 10 and 90 % of the chance of the longest
        horizon has passed.
    """
    splits = [(record["split_name"], (record, rows)) for record, rows in by_split(fit, customers)]
    return each_split(
        "next_purchase_scores__hazard",
        splits,
        lambda _, found: _score_split(*found),
        SCORES_SCHEMA,
    )


def _score_split(fit: dict[str, Any], rows: pd.DataFrame) -> pa.Table:
    as_of_days = day_numbers(rows["as_of_date"])
    hazard = read_fit(fit, int(as_of_days.max()) + LONGEST_HORIZON)
    daily = np.zeros((len(rows), LONGEST_HORIZON))
    for period in periods(rows[list(fit["feature_names"])]):
        rate = hazard.per_seasonal_day(period.features)
        for day in range(period.first_day, period.last_day):
            daily[:, day] = rate * hazard.season.exposure(
                as_of_days, day, np.full(len(rows), day + 1)
            )
    chance = -np.expm1(-np.cumsum(daily, axis=1))
    days = {
        name: 1 + np.argmax(chance >= share * chance[:, -1:], axis=1)
        for name, share in DATE_SHARES.items()
    }
    return pa.table(
        {
            "split_name": rows["split_name"],
            "as_of_date": pa.array(rows["as_of_date"], pa.date32()),
            "customer_id": rows["customer_id"],
            **{f"probability_{horizon}d": chance[:, horizon - 1] for horizon in HORIZONS},
            **{
                name: pa.array(as_of_days + after, pa.int32()).cast(pa.date32())
                for name, after in days.items()
            },
        },
    )
