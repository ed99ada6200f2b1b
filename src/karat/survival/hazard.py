"""A piecewise exponential survival model whose hazard is a boosted tree, on a seasonal clock.

The hazard of customer x in a period is ``season(day) * exp(f(x as of the period))``; f is fitted by
LightGBM as a Poisson regression of the purchases in each period on its exposure, the sum of the
season's factors over the days at risk. Source: M. Friedman, "Piecewise exponential models for
survival data with covariates", Annals of Statistics 10 (1982); G. Ke et al., "LightGBM", NIPS 2017.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.survival.person_periods import BOUNDS, periods
from karat.survival.season import CARRIED_DAYS, History, Season, fit_season, no_season

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KEYS = ["split_name", "customer_id", "as_of_date"]
TARGETS = ["duration_days", "is_purchase"]
LONGEST_HORIZON = BOUNDS[-1]
LEAST_NEW_SHARE = 0.1
"""A shop whose last customers are all old ones is a panel or a cohort: when it was recruited says
nothing of the season."""
RECENT_DAYS = 90

FEWEST_PURCHASES = 50
"""With fewer, trees would learn single customers: the hazard is then the same for all."""

PARAMETERS: dict[str, object] = {
    "objective": "poisson",
    "learning_rate": 0.045,
    "num_leaves": 8,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,  # a finer cut of a feature costs time and gains nothing
    "seed": 20240101,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
ROUNDS = 200

MOST_THREADS = 4
"""Splits are fitted side by side, each by one thread alone, so that the trees are the same on any
machine; more at a time would hold as many copies of the training rows in memory."""

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("model_text", pa.string()),
        ("log_base_rate", pa.float64()),
        ("season_first_day", pa.int64()),
        ("season_factors", pa.list_(pa.float64())),
        ("feature_names", pa.list_(pa.string())),
    ]
)
"""One row per split. `model_text` is LightGBM's own format, null when there was too little to
learn from; `season_first_day` counts from 1970-01-01."""

HORIZONS = (5, 7, 14, 30, 60, 90)
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
    ]
)


CONTRIBUTIONS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("customer_id", pa.string()),
        ("feature", pa.string()),
        ("contribution", pa.float64()),
    ]
)
"""One row per split, customer and feature, `SEASON` and `INTERCEPT` included."""

SEASON = "season"
INTERCEPT = "intercept"
YEAR_DAYS = 365

EXPLAINED_PERIODS = slice(1, None, 2)
"""Every second period is explained: the features age slowly, and tree contributions cost far more
than scores."""


@dataclass(frozen=True)
class Hazard:
    """A fitted hazard: the trees, the rate that they multiply, and the calendar."""

    trees: lgb.Booster | None
    log_base_rate: float
    season: Season

    def per_seasonal_day(self, features: Floats) -> Floats:
        """Hazard of each row on a day of factor 1; shape (rows,)."""
        if self.trees is None:
            return np.full(len(features), np.exp(self.log_base_rate))
        return np.exp(self.log_base_rate + np.asarray(self.trees.predict(features, raw_score=True)))


def fit_hazard(training_rows: pa.Table, shop_days: pa.Table) -> pa.Table:
    """Fit one model per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase`, `split_as_of_date`, and numeric features as the remaining columns,
        among them those that `person_periods` ages.
    shop_days
        One row per day with a purchase: `purchase_date`, `purchase_count`, and
        `first_purchase_count`, those by new customers. A split sees the days until its own.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.
    """
    rows = training_rows.to_pandas().sort_values(KEYS, ignore_index=True)
    names = [name for name in rows.columns if name not in {*KEYS, *TARGETS, "split_as_of_date"}]
    splits = list(rows.groupby("split_name", sort=True))
    shop = shop_days.to_pandas()
    shop["day"] = _day_numbers(shop["purchase_date"])
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as pool:
        fitted = pool.map(
            lambda split: _fit_split(split[1].reset_index(drop=True), names, shop), splits
        )
        records = [
            {
                "split_name": split_name,
                "model_text": hazard.trees.model_to_string() if hazard.trees else None,
                "log_base_rate": hazard.log_base_rate,
                "season_first_day": hazard.season.first_day,
                "season_factors": hazard.season.factors.tolist(),
                "feature_names": names,
            }
            for (split_name, _), hazard in zip(splits, fitted, strict=True)
        ]
    return pa.Table.from_pylist(records, schema=FIT_SCHEMA)


def _fit_split(rows: pd.DataFrame, names: list[str], shop: pd.DataFrame) -> Hazard:
    """Fit without a calendar, learn the calendar from what that leaves unexplained, fit again."""
    as_of_days = _day_numbers(rows["as_of_date"])
    last_day = int(_day_numbers(rows["split_as_of_date"]).max())
    past = shop[shop["day"] <= last_day]
    first_day = min(int(as_of_days.min()) + 1, int(past["day"].min()))
    wanted_day = last_day + LONGEST_HORIZON
    plain = no_season(first_day, wanted_day + CARRIED_DAYS)
    hazard = _fit_trees(rows, names, as_of_days, plain)
    day_count = last_day - first_day + 1
    observed, expected = _by_day(rows, names, as_of_days, hazard, day_count)
    shop_purchases = _shop_by_day(past, first_day, last_day)
    history = History(first_day, observed, expected, shop_purchases)
    season = fit_season(history, wanted_day, CARRIED_DAYS)
    if np.array_equal(season.factors, plain.factors):
        return hazard
    return _fit_trees(rows, names, as_of_days, season)


def _shop_by_day(shop: pd.DataFrame, first_day: int, last_day: int) -> Floats:
    """Purchases of all customers on each day; all 0 where they tell who was recruited when."""
    recent = shop[shop["day"] > last_day - RECENT_DAYS].sum(numeric_only=True)
    if recent["first_purchase_count"] < LEAST_NEW_SHARE * recent["purchase_count"]:
        return np.zeros(last_day - first_day + 1)
    purchases = np.zeros(last_day - first_day + 1)
    purchases[shop["day"] - first_day] = shop["purchase_count"]
    return purchases


def _fit_trees(rows: pd.DataFrame, names: list[str], as_of_days: Ints, season: Season) -> Hazard:
    duration = rows["duration_days"].to_numpy()
    bought = rows["is_purchase"].to_numpy()
    features, purchases, exposures = [], [], []
    for period in periods(rows[names]):
        at_risk = duration > period.first_day
        last = np.minimum(duration[at_risk], period.last_day)
        features.append(period.features[at_risk])
        purchases.append(bought[at_risk] & (duration[at_risk] <= period.last_day))
        exposures.append(season.exposure(as_of_days[at_risk], period.first_day, last))
    purchase = np.concatenate(purchases).astype(float)
    exposure = np.concatenate(exposures)
    log_base_rate = float(np.log(max(purchase.sum(), 0.5) / exposure.sum()))
    if purchase.sum() < FEWEST_PURCHASES:
        return Hazard(None, log_base_rate, season)
    data = lgb.Dataset(np.vstack(features), purchase, init_score=np.log(exposure) + log_base_rate)
    return Hazard(lgb.train(PARAMETERS, data, ROUNDS), log_base_rate, season)


def _by_day(
    rows: pd.DataFrame, names: list[str], as_of_days: Ints, hazard: Hazard, day_count: int
) -> tuple[Floats, Floats]:
    """Count the purchases on each day of the history, and sum those that were expected."""
    duration = rows["duration_days"].to_numpy()
    offset = as_of_days - hazard.season.first_day
    observed = np.bincount(
        (offset + duration)[rows["is_purchase"].to_numpy()], minlength=day_count
    )[:day_count].astype(float)
    expected = np.zeros(day_count)
    for period in periods(rows[names]):
        rate = hazard.per_seasonal_day(period.features)
        for day in range(period.first_day + 1, period.last_day + 1):
            at_risk = duration >= day
            expected += np.bincount(
                (offset + day)[at_risk], weights=rate[at_risk], minlength=day_count
            )[:day_count]
    return observed, expected


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
        `SCORES_SCHEMA`, one row per split and customer. The expected date and its bounds are the
        days by which 50, 10 and 90 % of the chance of the longest horizon has passed.
    """
    parts = [_score_split(record, rows) for record, rows in _by_split(fit, customers)]
    return pa.concat_tables(parts) if parts else SCORES_SCHEMA.empty_table()


def _by_split(fit: pa.Table, customers: pa.Table) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Pair each split's fit with its customers, sorted; splits without a fit are left out."""
    fits = {record["split_name"]: record for record in fit.to_pylist()}
    frame = customers.to_pandas().sort_values(KEYS, ignore_index=True)
    for split_name, rows in frame.groupby("split_name", sort=True):
        if split_name in fits:
            yield fits[split_name], rows.reset_index(drop=True)


def _score_split(fit: dict[str, Any], rows: pd.DataFrame) -> pa.Table:
    as_of_days = _day_numbers(rows["as_of_date"])
    hazard = _read_fit(fit, int(as_of_days.max()) + LONGEST_HORIZON)
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
        schema=SCORES_SCHEMA,
    )


def explain_hazard(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Say which feature moves a customer's hazard by how much.

    The contributions of one customer add up to the logarithm of the hazard on an average day of
    the explained periods: the features' by the trees' own additive explanation (S. Lundberg, S.-I.
    Lee, "A unified approach to interpreting model predictions", NIPS 2017), `SEASON` as the days
    ahead against the year before, `INTERCEPT` as the rest.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    customers
        One row per split and customer: the keys and the features of the fit.

    Returns
    -------
    pyarrow.Table
        `CONTRIBUTIONS_SCHEMA`; empty for no rows.
    """
    parts = [_explain_split(record, rows) for record, rows in _by_split(fit, customers)]
    return pa.concat_tables(parts) if parts else CONTRIBUTIONS_SCHEMA.empty_table()


def _explain_split(fit: dict[str, Any], rows: pd.DataFrame) -> pa.Table:
    as_of_days = _day_numbers(rows["as_of_date"])
    hazard = _read_fit(fit, int(as_of_days.max()) + LONGEST_HORIZON)
    names = list(fit["feature_names"])
    explained = list(periods(rows[names]))[EXPLAINED_PERIODS]
    days = sum(period.last_day - period.first_day for period in explained)
    total = np.zeros((len(rows), len(names) + 1))
    if hazard.trees is not None:
        for period in explained:
            share = (period.last_day - period.first_day) / days
            total += share * np.asarray(hazard.trees.predict(period.features, pred_contrib=True))
    ahead = hazard.season.exposure(as_of_days, 0, np.full(len(rows), LONGEST_HORIZON))
    # The factors begin with the history, which may be shorter than a year.
    past_days = np.minimum(YEAR_DAYS, as_of_days - hazard.season.first_day + 1)
    past = hazard.season.exposure(as_of_days - past_days, 0, past_days)
    past_level = np.log(past / past_days)
    columns = {
        **{name: total[:, place] for place, name in enumerate(names)},
        SEASON: np.log(ahead / LONGEST_HORIZON) - past_level,
        INTERCEPT: hazard.log_base_rate + total[:, -1] + past_level,
    }
    return pa.table(
        {
            "split_name": np.tile(rows["split_name"].to_numpy(), len(columns)),
            "customer_id": np.tile(rows["customer_id"].to_numpy(), len(columns)),
            "feature": np.repeat(list(columns), len(rows)),
            "contribution": np.concatenate(list(columns.values())),
        },
        schema=CONTRIBUTIONS_SCHEMA,
    )


def _read_fit(fit: dict[str, Any], last_day: int) -> Hazard:
    """Make the hazard anew from its row in the table of fits, its calendar up to a last day."""
    text = fit["model_text"]
    return Hazard(
        lgb.Booster(model_str=text) if text else None,
        float(fit["log_base_rate"]),
        Season(int(fit["season_first_day"]), np.array(fit["season_factors"])).reaching(last_day),
    )


def _day_numbers(dates: pd.Series[Any]) -> Ints:
    """Days since 1970-01-01."""
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
