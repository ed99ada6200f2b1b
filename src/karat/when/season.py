"""The shop's calendar: how much likelier a purchase is on one day than on another.

The index is learned from two series at once: the purchases of customers who were expected back,
observed over expected on each day, and the purchases of the whole shop, which show a season also
in a log's first weeks, when nobody is known yet. Both share weekday and time of the year, in a
penalised Poisson regression; each has a slow trend of its own, which takes up what changes over
months for other reasons, so that it is not mistaken for season. One year shows each season once; a
day whose season has not been seen in the history, or not by enough customers, gets no seasonal
effect at all: that can't be known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import PoissonRegressor
from sklearn.preprocessing import SplineTransformer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

YEAR_DAYS = 365
WEEKS = 52
"""Knots of the time of the year: short enough for the days before a holiday."""

CARRIED_DAYS = YEAR_DAYS
"""A fit goes on scoring new sales until the next one, so the index is made for as long after the
last wanted day."""

PRIOR_PRECISION = 4.0
"""Ridge on the effects: as if each were 0 give or take a half, before the data speak."""

TREND_DAYS = 120
"""Distance of the trend's knots: longer than a season's swing, shorter than the history."""

TREND_WEIGHT = 3.0
"""A trend is penalised nine times less than the season: what either could explain is trend."""

FEWEST_EXPECTED = 30.0
"""Purchases expected within a week on either side of a day, a year ago, for its season to count
as seen."""


@dataclass(frozen=True)
class Season:
    """A factor on the hazard for each day.

    Attributes
    ----------
    first_day
        Days since 1970-01-01 of the first factor.
    factors
        One per day, positive; 1 where nothing is known.
    """

    first_day: int
    factors: Floats

    def reaching(self, last_day: int) -> Season:
        """Carry the index on to a later day: each day is like the one 52 weeks before it.

        Parameters
        ----------
        last_day
            Days since 1970-01-01.
        """
        missing = max(0, last_day - self.first_day + 1 - len(self.factors))
        carried = np.resize(self.factors[-7 * WEEKS :], missing)
        return Season(self.first_day, np.concatenate([self.factors, carried]))

    def exposure(self, as_of_days: Ints, first: int, last: Ints) -> Floats:
        """Sum the factors of the days (as_of + first, as_of + last].

        Parameters
        ----------
        as_of_days
            Days since 1970-01-01, shape (n,).
        first
            Days after the as-of date.
        last
            The same, shape (n,).
        """
        sums = np.concatenate([[0.0], np.cumsum(self.factors)])
        start = as_of_days - self.first_day + 1
        return np.asarray(sums[start + last] - sums[start + first])


def no_season(first_day: int, last_day: int) -> Season:
    """Make the index of a shop whose calendar is unknown: every day counts the same."""
    return Season(first_day, np.ones(last_day - first_day + 1))


@dataclass(frozen=True)
class History:
    """What a season is learned from, day by day.

    Attributes
    ----------
    first_day
        Days since 1970-01-01 of the first day.
    observed, expected
        Purchases of known customers on each day, shape (days,).
    shop
        Purchases of all customers, shape (days,); all 0 where they don't tell the season.
    """

    first_day: int
    observed: Floats
    expected: Floats
    shop: Floats


def fit_season(history: History, last_day: int, carried_days: int = 0) -> Season:
    """Learn the index from the history, and carry it on to a last day.

    Parameters
    ----------
    history
        Purchases until the day from which is predicted.
    last_day
        Days since 1970-01-01 until which the index is wanted; a season that touches none of the
        days from the history to it is none.
    carried_days
        Days after that which the index is made for as well.
    """
    first_day, observed, expected = history.first_day, history.observed, history.expected
    days = first_day + np.arange(len(observed))
    wanted = np.arange(first_day, last_day + carried_days + 1)
    seen = seen_a_year_ago(expected, len(wanted)) | seen_a_year_ago(history.shop, len(wanted))
    if not seen[len(observed) : len(wanted) - carried_days].any():
        return no_season(first_day, last_day + carried_days)
    trend = TREND_WEIGHT * _trend_basis(days, days)
    # The shop's own trend is taken out first: with a year of history, what either could explain
    # is trend.
    shop_level = _shop_level(history.shop, trend)
    design = np.vstack(
        [
            np.hstack([_calendar_basis(days), trend]),
            np.hstack([_calendar_basis(days), np.zeros_like(trend)]),
        ]
    )
    counts, weights = (
        np.concatenate([observed, history.shop]),
        np.concatenate([expected, shop_level]),
    )
    known = weights > 0
    fitted = PoissonRegressor(alpha=PRIOR_PRECISION / weights.sum(), max_iter=2000).fit(
        design[known], counts[known] / weights[known], sample_weight=weights[known]
    )
    effects, trend_effects = np.split(fitted.coef_, [-trend.shape[1]])
    trend_effects = TREND_WEIGHT * trend_effects
    season = _calendar_basis(wanted) @ effects
    # Where the season was not seen before, the future stays at the history's average.
    history_mean = float(np.average(season[: len(days)], weights=expected))
    future = np.arange(len(wanted)) >= len(days)
    season = np.where(future & ~seen, history_mean, season)
    # The trend of the past explains the past; what comes is expected at its recent level.
    recent = _trend_basis(days[-YEAR_DAYS // 2 :], days).mean(axis=0)
    level = np.where(future, recent @ trend_effects, _trend_basis(wanted, days) @ trend_effects)
    return Season(first_day, np.exp(fitted.intercept_ + level + season))


def _shop_level(shop: Floats, trend: Floats) -> Floats:
    """Smooth the shop's purchases by day with its trend alone; shape (days,)."""
    if not shop.any():
        return shop
    fitted = PoissonRegressor(alpha=0, max_iter=2000).fit(trend, shop / shop.mean())
    return np.asarray(shop.mean() * fitted.predict(trend))


def seen_a_year_ago(expected: Floats, length: int) -> npt.NDArray[np.bool_]:
    """Tell for each day whether enough purchases were expected around it a year before.

    Parameters
    ----------
    expected
        Purchases expected on each day of the history, from its first day.
    length
        Days to tell it for, from the same first day.
    """
    padded = np.concatenate([np.zeros(7), expected, np.zeros(max(0, length - len(expected)) + 7)])
    around = np.convolve(padded, np.ones(15), mode="valid")[:length]
    seen = np.zeros(length, dtype=bool)
    if length <= YEAR_DAYS:
        return seen
    seen[YEAR_DAYS:] = around[: length - YEAR_DAYS] >= FEWEST_EXPECTED
    return seen


def _calendar_basis(days: Ints) -> Floats:
    """Time of the year (periodic cubic splines) and weekday; shape (days, WEEKS + 7)."""
    dates = pd.to_datetime(days, unit="D")
    splines = SplineTransformer(
        n_knots=WEEKS + 1,
        knots=np.linspace(0.5, 366.5, WEEKS + 1)[:, None],
        extrapolation="periodic",
    ).fit(np.array([[1.0], [366.0]]))
    time_of_year = splines.transform(dates.dayofyear.to_numpy(dtype=float)[:, None])
    return np.hstack([time_of_year, np.eye(7)[dates.dayofweek.to_numpy()]])


def _trend_basis(days: Ints, history: Ints) -> Floats:
    """Piecewise linear functions of time, flat outside the history; shape (days, knots)."""
    span = history[-1] - history[0]
    knots = np.linspace(history[0], history[-1], max(2, round(span / TREND_DAYS) + 1))
    return np.array([np.interp(days, knots, corner) for corner in np.eye(len(knots))]).T
