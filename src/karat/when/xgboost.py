"""Boosted trees by XGBoost over waiting times: P(a purchase in a period, given none before).

Source: T. Chen, C. Guestrin, "XGBoost: A scalable tree boosting system", KDD 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.modelling.extras import library
from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.when.daily_probabilities import score_by_split
from karat.when.landmarks import training_splits
from karat.when.period_hazards import Floats, score_periods, watched_periods

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("feature_names", pa.list_(pa.string())),
        ("model", pa.string()),
        FAILURE,
    ]
)
"""One row per split; `model` is XGBoost's own JSON. The feature after the last name is the period's
number."""

EXTRA = "xgboost"

PARAMETERS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "learning_rate": 0.05,
    "max_depth": 4,
    "min_child_weight": 20,
    "subsample": 0.7,
    "colsample_bytree": 0.7,
    "reg_lambda": 5.0,
    "seed": 20240101,
    "nthread": 1,
}
ROUNDS = 100
"""Chosen on validation, as depth and learning rate: see docs/methods/xgboost.md."""

FEWEST_PURCHASES = 50
"""With fewer, trees would learn single customers: the share of purchases stands alone then."""


def fit_xgboost(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
    """Fit one model per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase` (whether the duration ended with a purchase), and the features.
    features
        What the trees may split on, numeric; other columns are not looked at.

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
    splits = training_splits("xgboost_fit", training_rows, names)
    progress = Progress("xgboost_fit")

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        xgboost = library("xgboost", EXTRA)
        values, bought = watched_periods(rows, names)
        data = xgboost.DMatrix(values, bought, nthread=1)
        share = float(np.clip(np.mean(bought), 1e-9, 1 - 1e-9)) if len(bought) else 1e-9
        booster = xgboost.Booster({**PARAMETERS, "base_score": share}, [data])
        rounds = ROUNDS if bought.sum() >= FEWEST_PURCHASES else 0
        for number in range(rounds):
            booster.update(data, number)
            progress.at(f"split {split_name}", number + 1, rounds)
        record = {
            "split_name": split_name,
            "feature_names": names,
            "model": bytes(booster.save_raw("json")).decode(),
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    return each_split("xgboost_fit", splits, fit_split, FIT_SCHEMA)


def score_xgboost(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Score customers from fitted trees, without fitting anything.

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
    return score_by_split("next_purchase_scores__xgboost", fit, customers, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    xgboost = library("xgboost", EXTRA)
    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(bytearray(fit["model"].encode()))

    def predict(values: Floats) -> Floats:
        return np.asarray(booster.predict(xgboost.DMatrix(values, nthread=1)), dtype=float)

    return score_periods(rows, fit["feature_names"], predict)
