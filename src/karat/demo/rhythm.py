"""When customers come back: a small grid of hidden classes with known hazards."""

import math

import numpy as np

from karat.demo.calendar import FloatArray, season
from karat.demo.worlds import BOUTIQUE, World


def class_priors(world: World = BOUTIQUE) -> FloatArray:
    """Shares of the classes among new customers, shape (classes,)."""
    return np.array([buying_class.prior for buying_class in world.buying_classes])


def class_dropouts(world: World = BOUTIQUE) -> FloatArray:
    """Chance that a visit was the last, shape (classes,)."""
    return np.array([buying_class.dropout for buying_class in world.buying_classes])


def daily_hazards(day_count: int, world: World = BOUTIQUE) -> FloatArray:
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
    hazards = np.zeros((len(world.buying_classes), day_count + 1))
    for position, buying_class in enumerate(world.buying_classes):
        scale = buying_class.mean_gap_days / math.gamma(1 + 1 / buying_class.shape)
        hazards[position, 1:] = np.diff((days / scale) ** buying_class.shape)
    return hazards


def cumulated_hazards(busyness: FloatArray | None = None, world: World = BOUTIQUE) -> FloatArray:
    """
    Hazard summed from the day after a visit to any later day, season included.

    The chance of no visit from day u + 1 to day v, for someone alive whose last visit was on day
    s <= u, is exp(H[class, s, u] - H[class, s, v]): every probability of the truth and of the
    observer is a look-up in this table.

    Parameters
    ----------
    busyness
        Season by day; the world's when not given.
    world
        The shop's rules.

    Returns
    -------
    FloatArray
        Shape (classes, days, days): class × day of the last visit × day. Zero up to the visit.
    """
    multipliers = season(world=world) if busyness is None else busyness
    day_count = len(multipliers)
    hazards = daily_hazards(day_count, world)
    days = np.arange(day_count)
    days_since = np.clip(days[None, :] - days[:, None], 0, None)
    return np.asarray(np.cumsum(hazards[:, days_since] * multipliers, axis=2))


def visit_chance(hazard: FloatArray) -> FloatArray:
    """Chance of at least one visit over days whose hazards sum to `hazard`."""
    return np.asarray(-np.expm1(-hazard))
