"""Scores customers from fitted hazards, on each split's own calendar."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.when.daily_probabilities import score_by_split, scores_of
from karat.when.hazard import LONGEST_HORIZON, day_numbers, read_fit
from karat.when.person_periods import periods


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
        `SCORES_SCHEMA`, one row per split and customer.
    """
    return score_by_split("next_purchase_scores__hazard", fit, customers, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    as_of_days = day_numbers(rows["as_of_date"])
    hazard = read_fit(fit, int(as_of_days.max()) + LONGEST_HORIZON)
    daily = np.zeros((len(rows), LONGEST_HORIZON))
    for period in periods(rows[list(fit["feature_names"])]):
        rate = hazard.per_seasonal_day(period.features)
        for day in range(period.first_day, period.last_day):
            daily[:, day] = rate * hazard.season.exposure(
                as_of_days, day, np.full(len(rows), day + 1)
            )
    return scores_of(rows, daily)
