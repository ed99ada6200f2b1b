"""The shop's calendar: which days are busy, and how many rows each day sells."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from karat.demo.worlds import BOUTIQUE, World

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2025, 3, 31)
DAY_COUNT = (LAST_DAY - FIRST_DAY).days + 1
LONGEST_HORIZON_DAYS = 90
ROW_COUNT = 39_480

# Karat's default backtest windows; the shop sells 70 / 15 / 15 % of its rows before, between and
# after them, so the demo is split as a user's own export would be by `auto`.
VALIDATION_START = date(2024, 10, 1)
TEST_START = date(2025, 1, 1)
VALIDATION_SHARE = 0.15
TEST_SHARE = 0.15

_WEEKDAY_FACTORS = (0.86, 0.84, 0.88, 0.92, 1.08, 1.28, 1.14)  # Monday to Sunday


def day_index(day: date) -> int:
    """
    Days from the shop's first day to `day`.

    Examples
    --------
    >>> day_index(date(2024, 1, 31))
    30
    """
    return (day - FIRST_DAY).days


def day_of(index: int) -> date:
    """Return the date of a day's index; the inverse of `day_index`."""
    return FIRST_DAY + timedelta(days=index)


def season(
    day_count: int = DAY_COUNT + LONGEST_HORIZON_DAYS, world: World = BOUTIQUE
) -> FloatArray:
    """
    How busy each day is: weekday × holidays, with mean 1 over the year 2024.

    Parameters
    ----------
    day_count
        Days from `FIRST_DAY` on. The default reaches the end of the longest window that can be
        asked for, so that the truth as of the last day is known too.
    world
        The shop's rules.

    Returns
    -------
    FloatArray
        Shape (day_count,), all above zero.
    """
    days = range(max(day_count, 366))
    factors = np.array([_day_factor(day_of(index), world.festivity) for index in days])
    return np.asarray(factors[:day_count] / factors[:366].mean())


def _day_factor(day: date, festivity: float) -> float:
    factor = _WEEKDAY_FACTORS[day.weekday()]
    factor *= 1 + _run_up(day, date(day.year, 12, 31), lead_days=16, height=2.0 * festivity)
    factor *= 1 + _run_up(day, date(day.year, 2, 14), lead_days=6, height=1.6 * festivity)
    factor *= 1 + _run_up(day, date(day.year, 3, 8), lead_days=9, height=3.4 * festivity)
    factor *= 1 + _run_up(day, date(day.year, 3, 22), lead_days=3, height=0.3 * festivity)
    if (day.month, day.day) in {(1, 1), (1, 2)}:
        factor *= 0.35  # the town sleeps
    elif day.month == 1 and day.day <= 8:
        factor *= 0.7  # after the presents
    elif day.month in {7, 8, 9}:
        factor *= 1.08  # weddings
    return factor


def _run_up(day: date, holiday: date, lead_days: int, height: float) -> float:
    """
    Rise of demand before a holiday: from nothing to `height` on the day itself, then nothing.

    Presents are bought late, hence the power above one.
    """
    days_before = (holiday - day).days
    if not 0 <= days_before <= lead_days:
        return 0.0
    return float(height * (1 - days_before / (lead_days + 1)) ** 1.5)


def expected_rows(world: World = BOUTIQUE) -> FloatArray:
    """
    Rows that the shop expects to sell each day: season × a smooth trend.

    The trend is exp(a x + b x²) with a and b such that the two backtest windows get their shares:
    a smooth decline instead of a step on the day a window starts, which a model could learn.

    Returns
    -------
    FloatArray
        Shape (DAY_COUNT + LONGEST_HORIZON_DAYS,); the first DAY_COUNT sum to `ROW_COUNT`.
    """
    busyness = season(world=world)
    x = np.arange(len(busyness)) / DAY_COUNT
    terms = np.stack([x, x**2])
    coefficients = _trend(busyness[:DAY_COUNT], terms[:, :DAY_COUNT])
    weights = busyness * np.exp(coefficients @ terms)
    return np.asarray(ROW_COUNT * weights / weights[:DAY_COUNT].sum())


def daily_rows(world: World = BOUTIQUE) -> IntArray:
    """
    Plan the rows of each day, summing to `ROW_COUNT` exactly.

    Returns
    -------
    IntArray
        Shape (DAY_COUNT,).
    """
    # Rounding the running total, not the days, keeps the sum exact.
    planned = np.rint(np.cumsum(expected_rows(world)[:DAY_COUNT])).astype(np.int64)
    return np.asarray(np.diff(planned, prepend=0))


def _trend(busyness: FloatArray, terms: FloatArray) -> FloatArray:
    """Solve for the coefficients of the log trend by Newton's method on the windows' shares."""
    windows = np.zeros((2, DAY_COUNT))
    windows[0, day_index(VALIDATION_START) : day_index(TEST_START)] = 1
    windows[1, day_index(TEST_START) :] = 1
    wanted = np.array([VALIDATION_SHARE, TEST_SHARE])
    coefficients = np.zeros(2)
    for _ in range(50):
        weights = busyness * np.exp(coefficients @ terms)
        weights /= weights.sum()
        mean_terms = terms @ weights
        slopes = (windows * weights) @ (terms - mean_terms[:, None]).T
        coefficients += np.linalg.solve(slopes, wanted - windows @ weights)
    return coefficients
