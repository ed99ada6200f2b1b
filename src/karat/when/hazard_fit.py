"""Fits the boosted hazard: trees, base rate and calendar, one set a split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.splits import each_split
from karat.progress import AfterTree, Progress
from karat.resources import threads
from karat.trees import REPRODUCIBLE
from karat.when.hazard import (
    FIT_SCHEMA,
    LONGEST_HORIZON,
    Floats,
    Hazard,
    Ints,
    day_numbers,
)
from karat.when.landmarks import training_splits
from karat.when.person_periods import periods
from karat.when.season import CARRIED_DAYS, History, Season, fit_season, no_season

TARGETS = ["duration_days", "is_purchase"]

LEAST_NEW_SHARE = 0.1
"""A shop whose last customers are all old ones is a panel or a cohort: when it was recruited says
nothing of the season."""
RECENT_DAYS = 90

FEWEST_PURCHASES = 50
"""With fewer, trees would learn single customers: the hazard is then the same for all."""

PARAMETERS: dict[str, object] = {
    **REPRODUCIBLE,
    "objective": "poisson",
    "learning_rate": 0.045,
    "num_leaves": 8,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,  # a finer cut of a feature costs time and gains nothing
}
ROUNDS = 200

MOST_THREADS = 4
"""Splits are fitted side by side, each by one thread alone, so that the trees are the same on any
machine; more at a time would hold as many copies of the training rows in memory."""


def fit_hazard(training_rows: pa.Table, shop_days: pa.Table, features: Sequence[str]) -> pa.Table:
    """Fit one model per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase`, `split_as_of_date`, and the features.
    shop_days
        One row per day with a purchase: `purchase_date`, `purchase_count`, and
        `first_purchase_count`, those by new customers. A split sees the days until its own.
    features
        What the trees may split on, numeric, among them those that `person_periods` ages; other
        columns are not looked at.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.

    Raises
    ------
    MissingFeatureError
        Where the rows lack a feature.
    """
    names = list(features)
    splits = training_splits("hazard_fit", training_rows, names)
    progress = Progress("hazard_fit")

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        hazard = _fit_split(
            split_rows,
            names,
            seen_days(shop_days, pa.array(split_rows["split_as_of_date"])),
            lambda stage: progress.after_tree(f"split {split_name} {stage}"),
        )
        record = {
            "split_name": split_name,
            "model_text": hazard.trees.model_to_string() if hazard.trees else None,
            "log_base_rate": hazard.log_base_rate,
            "season_first_day": hazard.season.first_day,
            "season_factors": hazard.season.factors.tolist(),
            "feature_names": names,
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    side_by_side = min(MOST_THREADS, threads())
    return each_split("hazard_fit", splits, fit_split, FIT_SCHEMA, side_by_side)


def seen_days(shop_days: pa.Table, split_dates: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the days that a split's fit sees: those until its own date.

    Parameters
    ----------
    shop_days
        As `fit_hazard` takes them.
    split_dates
        `split_as_of_date` of one split's training rows.
    """
    return shop_days.filter(pc.less_equal(shop_days["purchase_date"], pc.max(split_dates)))


def _fit_split(
    rows: pd.DataFrame, names: list[str], days: pa.Table, after_tree: Callable[[str], AfterTree]
) -> Hazard:
    """Fit without a calendar, learn the calendar from what that leaves unexplained, fit again."""
    waits = _waits(rows, names)
    # Both fits learn from the same customers at the same risks, only the calendar differs: the
    # features are sorted into bins once.
    data = lgb.Dataset(
        np.vstack([wait.features for wait in waits]),
        np.concatenate([wait.bought for wait in waits]).astype(float),
    )
    last_day = int(day_numbers(rows["split_as_of_date"]).max())
    past = days.to_pandas()
    past["day"] = day_numbers(past["purchase_date"])
    first_day = min(int(day_numbers(rows["as_of_date"]).min()) + 1, int(past["day"].min()))
    wanted_day = last_day + LONGEST_HORIZON
    plain = no_season(first_day, wanted_day + CARRIED_DAYS)
    hazard = _fit_trees(data, waits, plain, after_tree("without the season"))
    observed, expected = _by_day(waits, hazard, last_day - first_day + 1)
    shop_purchases = _shop_by_day(past, first_day, last_day)
    history = History(first_day, observed, expected, shop_purchases)
    season = fit_season(history, wanted_day, CARRIED_DAYS)
    if np.array_equal(season.factors, plain.factors):
        return hazard
    return _fit_trees(data, waits, season, after_tree("with the season"))


@dataclass(frozen=True)
class Waits:
    """Those who had not bought before a period, and what they did in it; one value per customer.

    Attributes
    ----------
    first_day
        Days after the as-of date that the period begins behind.
    features
        As they stand in the middle of the period, shape (customers, features).
    as_of_days
        Days since 1970-01-01.
    last_days
        Days after the as-of date until which they waited: for a purchase, or for the period's end.
    bought
        Whether the wait ended in a purchase within the period.
    """

    first_day: int
    features: Floats
    as_of_days: Ints
    last_days: Ints
    bought: npt.NDArray[np.bool_]


def _waits(rows: pd.DataFrame, names: list[str]) -> list[Waits]:
    """Cut the training rows into their periods."""
    as_of_days = day_numbers(rows["as_of_date"])
    duration = rows["duration_days"].to_numpy()
    is_purchase = rows["is_purchase"].to_numpy()
    found = []
    for period in periods(rows[names]):
        at_risk = duration > period.first_day
        found.append(
            Waits(
                first_day=period.first_day,
                features=period.features[at_risk],
                as_of_days=as_of_days[at_risk],
                last_days=np.minimum(duration[at_risk], period.last_day),
                bought=is_purchase[at_risk] & (duration[at_risk] <= period.last_day),
            )
        )
    return found


def _shop_by_day(shop: pd.DataFrame, first_day: int, last_day: int) -> Floats:
    """Purchases of all customers on each day; all 0 where they tell who was recruited when."""
    recent = shop[shop["day"] > last_day - RECENT_DAYS].sum(numeric_only=True)
    if recent["first_purchase_count"] < LEAST_NEW_SHARE * recent["purchase_count"]:
        return np.zeros(last_day - first_day + 1)
    purchases = np.zeros(last_day - first_day + 1)
    purchases[shop["day"] - first_day] = shop["purchase_count"]
    return purchases


def _fit_trees(
    data: lgb.Dataset, waits: list[Waits], season: Season, after_tree: AfterTree
) -> Hazard:
    exposure = np.concatenate(
        [season.exposure(wait.as_of_days, wait.first_day, wait.last_days) for wait in waits]
    )
    purchase_count = sum(int(wait.bought.sum()) for wait in waits)
    log_base_rate = float(np.log(max(purchase_count, 0.5) / exposure.sum()))
    if purchase_count < FEWEST_PURCHASES:
        return Hazard(None, log_base_rate, season)
    data.set_init_score(np.log(exposure) + log_base_rate)
    trees = lgb.train(PARAMETERS, data, ROUNDS, callbacks=[after_tree])
    return Hazard(trees, log_base_rate, season)


def _by_day(waits: list[Waits], hazard: Hazard, day_count: int) -> tuple[Floats, Floats]:
    """Count the purchases on each day of the history, and sum those that were expected."""
    observed, expected = np.zeros(day_count), np.zeros(day_count)
    for wait in waits:
        offset = wait.as_of_days - hazard.season.first_day
        observed += np.bincount((offset + wait.last_days)[wait.bought], minlength=day_count)[
            :day_count
        ]
        rate = hazard.per_seasonal_day(wait.features)
        for day in range(wait.first_day + 1, int(wait.last_days.max(initial=0)) + 1):
            at_risk = wait.last_days >= day
            expected += np.bincount(
                (offset + day)[at_risk], weights=rate[at_risk], minlength=day_count
            )[:day_count]
    return observed, expected
