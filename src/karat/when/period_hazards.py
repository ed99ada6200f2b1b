"""Waiting times as a classifier learns them: a row a customer and period, bought in it or not.

It learns a discrete hazard: P(a purchase in a period, given none before). Source: P. Allison,
"Discrete-time methods for the analysis of event histories", Sociological Methodology 13 (1982).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.when.daily_probabilities import scores_of
from karat.when.person_periods import BOUNDS

Floats = npt.NDArray[np.float64]

PERIODS = list(itertools.pairwise(BOUNDS))


def watched_periods(
    rows: pd.DataFrame, names: Sequence[str]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the periods of all rows that were watched to their end, and which brought a purchase.

    Who bought would have been watched as long as those of the same date who did not: a period that
    the split's date cuts short is left out for both, or buyers alone would be left in it.

    Parameters
    ----------
    rows
        One row per customer and landmark date: `as_of_date`, `duration_days` (1 to the longest
        horizon), `is_purchase`, and the features.
    names
        The features.

    Returns
    -------
    tuple
        Values, shape (rows and periods, features + 1), the period's number last; and whether each
        brought the purchase.
    """
    duration = rows["duration_days"].to_numpy()
    watched = rows.groupby("as_of_date")["duration_days"].transform("max").to_numpy()
    covariates = rows[list(names)].to_numpy(dtype=float)
    values, bought = [], []
    for number, (first_day, last_day) in enumerate(PERIODS):
        at_risk = (duration > first_day) & (watched >= last_day)
        values.append(np.column_stack([covariates, np.full(len(rows), number)])[at_risk])
        bought.append((rows["is_purchase"].to_numpy() & (duration <= last_day))[at_risk])
    return np.vstack(values), np.concatenate(bought)


def score_periods(
    rows: pd.DataFrame, names: Sequence[str], predict: Callable[[Floats], Floats]
) -> pa.Table:
    """Score customers by the probability of a purchase in each period, given none before.

    Parameters
    ----------
    rows
        One row per customer: the keys and the features.
    names
        The features.
    predict
        Returns the probabilities of values as `watched_periods` makes them.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, `FAILURE` aside. The hazard is the same on each day of a period.
    """
    covariates = rows[list(names)].to_numpy(dtype=float)
    daily = np.zeros((len(rows), BOUNDS[-1]))
    for number, (first_day, last_day) in enumerate(PERIODS):
        probability = predict(np.column_stack([covariates, np.full(len(rows), number)]))
        hazard = -np.log1p(-np.minimum(probability, 1 - 1e-9)) / (last_day - first_day)
        daily[:, first_day:last_day] = hazard[:, np.newaxis]
    return scores_of(rows, daily)
