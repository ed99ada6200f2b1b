"""Waiting times cut into periods, each at the risk that the customer has by then.

A customer who has waited 40 days is in a month like one who has waited 70 days is today: what
drives the probability of a purchase is the time since the last one on the day itself, not on the
day that the prediction is made. So each period carries the features as they will stand in its
middle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BOUNDS = (0, 3, 7, 14, 21, 30, 45, 60, 90)
"""Days after the as-of date between which the hazard counts as constant; every horizon but the
fifth day is one, and the hazard is the same on either side of that within its period."""

AGEING = ("days_since_last_purchase", "tenure_days")
"""The features that grow by a day each day."""


@dataclass(frozen=True)
class Period:
    """One period of all customers.

    Attributes
    ----------
    first_day, last_day
        The days (first_day, last_day] after the as-of date.
    features
        Shape (customers, features): as they stand in the middle of the period.
    """

    first_day: int
    last_day: int
    features: Floats


def periods(features: pd.DataFrame) -> Iterator[Period]:
    """Yield the features of every period up to the longest horizon, the nearest first.

    Parameters
    ----------
    features
        One row per customer as of a date; must hold `AGEING` and `usual_gap_days`.
    """
    for first_day, last_day in itertools.pairwise(BOUNDS):
        middle = (first_day + last_day) / 2
        aged = features.assign(**{name: features[name] + middle for name in AGEING})
        aged["gap_ratio"] = aged["days_since_last_purchase"] / aged["usual_gap_days"].replace(
            0, np.nan
        )
        yield Period(first_day, last_day, aged[features.columns].to_numpy(dtype=float))
