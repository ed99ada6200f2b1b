"""When customers come back: a small grid of hidden classes with known hazards."""

import math
from dataclasses import dataclass

import numpy as np

from karat.demo.calendar import FloatArray, season


@dataclass(frozen=True)
class BuyingClass:
    """
    One way of coming back.

    Attributes
    ----------
    name
        What it is called in the truth.
    prior
        Share of new customers.
    mean_gap_days
        Mean days between two visits of a customer who stays, in a year without seasons.
    shape
        Weibull shape of the gap: 1 has no memory, 3 has a rhythm (the longer since the last
        visit, the likelier a visit today).
    dropout
        Chance that a visit, the first one too, was the last.
    """

    name: str
    prior: float
    mean_gap_days: float
    shape: float
    dropout: float


BUYING_CLASSES: tuple[BuyingClass, ...] = (
    BuyingClass("once", 0.45, mean_gap_days=120, shape=1, dropout=1.0),
    BuyingClass("steady_60", 0.07, mean_gap_days=60, shape=1, dropout=0.28),
    BuyingClass("steady_120", 0.09, mean_gap_days=120, shape=1, dropout=0.24),
    BuyingClass("steady_240", 0.10, mean_gap_days=240, shape=1, dropout=0.20),
    BuyingClass("rhythm_45", 0.08, mean_gap_days=45, shape=3, dropout=0.28),
    BuyingClass("rhythm_90", 0.11, mean_gap_days=90, shape=3, dropout=0.24),
    BuyingClass("rhythm_180", 0.10, mean_gap_days=180, shape=3, dropout=0.20),
)


def class_priors() -> FloatArray:
    """Shares of the classes among new customers, shape (classes,)."""
    return np.array([buying_class.prior for buying_class in BUYING_CLASSES])


def class_dropouts() -> FloatArray:
    """Chance that a visit was the last, shape (classes,)."""
    return np.array([buying_class.dropout for buying_class in BUYING_CLASSES])


def daily_hazards(day_count: int) -> FloatArray:
    """
    Hazard of a visit on the d-th day after the last one, before the season multiplies it.

    The Weibull's cumulative hazard (d / scale) ** shape is differenced by day, so that the
    discrete gaps have the stated shape exactly.

    Returns
    -------
    FloatArray
        Shape (classes, day_count + 1); position d is the d-th day, position 0 is zero.
    """
    days = np.arange(day_count + 1)
    hazards = np.zeros((len(BUYING_CLASSES), day_count + 1))
    for position, buying_class in enumerate(BUYING_CLASSES):
        scale = buying_class.mean_gap_days / math.gamma(1 + 1 / buying_class.shape)
        hazards[position, 1:] = np.diff((days / scale) ** buying_class.shape)
    return hazards


def cumulated_hazards(busyness: FloatArray | None = None) -> FloatArray:
    """
    Hazard summed from the day after a visit to any later day, season included.

    The chance of no visit from day u + 1 to day v, for someone alive whose last visit was on day
    s <= u, is exp(H[class, s, u] - H[class, s, v]): every probability of the truth and of the
    observer is a look-up in this table.

    Parameters
    ----------
    busyness
        Season by day; `season()` when not given.

    Returns
    -------
    FloatArray
        Shape (classes, days, days): class × day of the last visit × day. Zero up to the visit.
    """
    multipliers = season() if busyness is None else busyness
    day_count = len(multipliers)
    hazards = daily_hazards(day_count)
    days = np.arange(day_count)
    days_since = np.clip(days[None, :] - days[:, None], 0, None)
    return np.asarray(np.cumsum(hazards[:, days_since] * multipliers, axis=2))


def visit_chance(hazard: FloatArray) -> FloatArray:
    """Chance of at least one visit over days whose hazards sum to `hazard`."""
    return np.asarray(-np.expm1(-hazard))
