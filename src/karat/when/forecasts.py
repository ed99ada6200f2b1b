"""What families share that foretell the shop, and give each customer a share of what is foretold.

A series counts the shop's purchases by old customers, week by week. Its forecast says how many of
those who are known will buy within each horizon; how likely each is beside the others is another
family's word. That family's hazards between two horizons are all multiplied by one number, so that
its probabilities add up to the forecast: a proportional hazard whose calendar is the series'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import brentq

from karat.horizons import HORIZONS
from karat.modelling.splits import FAILURE, by_split, each_split
from karat.progress import Progress
from karat.when.daily_probabilities import score_by_split, scores_of

EXTRA = "forecasts"

Floats = npt.NDArray[np.float64]

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("horizon_days", pa.int32()),
        ("expected_count", pa.float64()),
        ("lower_count", pa.float64()),
        ("upper_count", pa.float64()),
        ("expected_share", pa.float64()),
        FAILURE,
    ]
)
"""One row per split and horizon: purchases by old customers that are foretold, the bounds of their
middle 80 %, and the share of the known customers that they make."""

CALENDAR = ["occasion_days", "run_up_days"]

FEWEST_WEEKS = 26
"""With fewer a series tells a trend from chance no better than its mean."""

YEAR_DAYS = 365.25
FEWEST_FOR_A_YEAR = 104
"""Weeks that show each season twice: with fewer it can't be told from a trend."""

BOUND = 1.2816
"""Standard errors on either side of a normal mean that hold 80 %."""

LARGEST_SHARE = 0.99
"""Of those who can buy at all: a forecast of more than there are is cut to this."""


class TooFewWeeksError(Exception):
    """The series is too short to foretell anything."""


@dataclass(frozen=True)
class Series:
    """
    The shop's weeks up to a split's date, and those to be foretold.

    Attributes
    ----------
    roots
        Square roots of the weeks' purchases, shape (weeks,): their noise is as large in a small
        week as in a large one.
    ends
        The last day of each week, of the weeks ahead too.
    calendar
        What is known of each week beforehand, shape (weeks and weeks ahead, regressors).
    """

    roots: Floats
    ends: pd.DatetimeIndex
    calendar: Floats

    @property
    def weeks(self) -> int:
        """How many weeks are known."""
        return len(self.roots)

    @property
    def ahead(self) -> int:
        """How many weeks are to be foretold."""
        return len(self.ends) - self.weeks


@dataclass(frozen=True)
class Outlook:
    """What is foretold of the roots of the weeks ahead: mean, and the bounds of the middle 80 %."""

    mean: Floats
    lower: Floats
    upper: Floats


def fit_forecast(
    table: str, shop_weeks: pa.Table, buyers: pa.Table, foretell: Callable[[Series], Outlook]
) -> pa.Table:
    """Foretell the weeks after each split's date.

    Parameters
    ----------
    table
        The name of the table that is to hold the fit.
    shop_weeks
        One row per split and week: `split_name`, `as_of_date`, `week_number` (0 ends with the
        split's date, 1 is the first ahead), `returning_count` (null ahead) and `CALENDAR`.
    buyers
        One row per split and horizon: `split_name`, `horizon_days`, `known_count`, and how many
        buyers (`buyer_count`) so many purchases (`returning_count`) were in the past.
    foretell
        The family.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.
    """
    progress = Progress(table)
    horizons = buyers.to_pandas()

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        weeks = rows.to_pandas().sort_values("week_number")
        outlook = foretell(_series(weeks))
        spread = (outlook.upper - outlook.lower) / (2 * BOUND)
        of_split = horizons[horizons["split_name"] == split_name].set_index("horizon_days")
        found = of_split.loc[list(HORIZONS)]
        expected = _by_horizon(outlook.mean**2 + spread**2)
        per_return = (found["buyer_count"] + 1) / (found["returning_count"] + 1)
        return pa.table(
            {
                "split_name": [split_name] * len(HORIZONS),
                "as_of_date": [rows["as_of_date"][0].as_py()] * len(HORIZONS),
                "horizon_days": HORIZONS,
                "expected_count": expected,
                "lower_count": _by_horizon(np.maximum(outlook.lower, 0) ** 2),
                "upper_count": _by_horizon(np.maximum(outlook.upper, 0) ** 2),
                "expected_share": expected * per_return / found["known_count"],
            }
        )

    return each_split(table, progress.each(list(by_split(shop_weeks))), fit_split, FIT_SCHEMA)


def buyers_of(buyers: pa.Table, shop_weeks: pa.Table) -> pa.Table:
    """Return the rows of `buyers` of the splits that some weeks are of."""
    return buyers.filter(pc.is_in(buyers["split_name"], pc.unique(shop_weeks["split_name"])))


def score_forecast(table: str, fit: pa.Table, shares: pa.Table) -> pa.Table:
    """Share out what was foretold, by another family's probabilities.

    Parameters
    ----------
    table
        The name of the table that is made.
    fit
        `FIT_SCHEMA`.
    shares
        One row per split, customer and horizon: `split_name`, `as_of_date`, `customer_id`,
        `horizon_days` and `probability`.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, one row per split, customer and horizon.
    """
    return score_by_split(table, fit, shares, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    wide = rows.pivot(
        index=["split_name", "as_of_date", "customer_id"],
        columns="horizon_days",
        values="probability",
    )
    expected = {record["horizon_days"]: record["expected_share"] for record in fits}
    hazard = -np.log1p(-np.minimum(wide[list(HORIZONS)].to_numpy(), 1 - 1e-9))
    calibrated = adding_up_to(hazard, [expected[horizon] for horizon in HORIZONS])
    widths = np.diff(HORIZONS, prepend=0)
    daily = np.repeat(calibrated / widths, widths, axis=1)
    return scores_of(wide.index.to_frame(index=False), daily)


def adding_up_to(hazard: Floats, shares: Sequence[float]) -> Floats:
    """Multiply the hazards of each period, so that so many have bought by its end.

    Parameters
    ----------
    hazard
        Cumulative, shape (customers, horizons).
    shares
        Of the customers, by each horizon.

    Returns
    -------
    numpy.ndarray
        The hazard of each period, of the same shape; 0 where more have bought before than are
        foretold.
    """
    passed = np.zeros(len(hazard))
    periods = np.diff(hazard, axis=1, prepend=0)
    for number, share in enumerate(shares):
        periods[:, number] *= _factor(passed, periods[:, number], share)
        passed = passed + periods[:, number]
    return periods


def _factor(passed: Floats, period: Floats, share: float) -> float:
    """Return what a period's hazards are multiplied by."""

    def left(factor: float) -> float:
        return float(np.mean(-np.expm1(-passed - factor * period))) - reached

    most = float(np.mean(np.where(period > 0, 1, -np.expm1(-passed))))
    reached = min(share, LARGEST_SHARE * most)
    if left(0) >= 0:
        return 0.0
    largest = 1.0
    while left(largest) < 0:
        largest *= 2
    return float(brentq(left, 0, largest, xtol=1e-12, rtol=1e-12))


def _series(weeks: pd.DataFrame) -> Series:
    known = weeks["week_number"] <= 0
    if known.sum() < FEWEST_WEEKS:
        raise TooFewWeeksError(
            f"{known.sum()} whole weeks of sales: from {FEWEST_WEEKS} on a series is foretold"
        )
    ends = pd.DatetimeIndex(pd.to_datetime(weeks["as_of_date"])) + pd.to_timedelta(
        7 * weeks["week_number"].to_numpy(), unit="D"
    )
    calendar = weeks[CALENDAR].to_numpy(dtype=float)
    if known.sum() >= FEWEST_FOR_A_YEAR:
        turn = 2 * np.pi * ends.dayofyear.to_numpy(dtype=float) / YEAR_DAYS
        calendar = np.column_stack([calendar, np.sin(turn), np.cos(turn)])
    varies = np.ptp(calendar[known.to_numpy()], axis=0) > 0
    roots = np.sqrt(weeks.loc[known, "returning_count"].to_numpy(dtype=float))
    return Series(roots, ends, calendar[:, varies])


def _by_horizon(counts: Floats) -> Floats:
    """Sum weekly counts until each horizon, as if even within a week."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    return np.asarray(np.interp(np.array(HORIZONS) / 7, np.arange(len(sums)), sums))
