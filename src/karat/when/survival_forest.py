"""A random survival forest: trees that part customers by the log-rank test, by scikit-survival.

A leaf holds the cumulative hazard of those who fall to it, by Nelson and Aalen; a customer's is the
mean of the trees'. Source: H. Ishwaran, U. Kogalur, E. Blackstone, M. Lauer, "Random survival
forests", Annals of Applied Statistics 2 (2008).
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
from karat.when.daily_probabilities import score_by_split, scores_of
from karat.when.forests import TREE_FIELDS, leaves_of, nodes_of
from karat.when.landmarks import training_splits
from karat.when.period_hazards import Floats
from karat.when.person_periods import BOUNDS

EXTRA = "survival"

FIT_SCHEMA = pa.schema([*TREE_FIELDS, ("cumulative_hazard", pa.list_(pa.float64())), FAILURE])
"""One row per split and tree: `TREE_FIELDS`, and the cumulative hazard by the end of each period of
`BOUNDS`, those of a node beside each other."""

PARAMETERS = {
    "n_estimators": 100,
    "min_samples_leaf": 100,
    "max_features": 0.5,
    "max_samples": 0.5,
    "random_state": 20240101,
    "n_jobs": 1,
}

FEWEST_PURCHASES = 50
"""With fewer, trees would learn single customers: one leaf then holds the split's own curve."""


def fit_survival_forest(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
    """Fit one forest per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase` (whether the duration ended with a purchase), and the features.
    features
        What the trees may split on, numeric and never null; other columns are not looked at.

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
    splits = training_splits("survival_forest_fit", training_rows, names)

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        forest = library("sksurv.ensemble", EXTRA).RandomSurvivalForest
        if not rows["is_purchase"].any():
            # The library takes nobody's waiting for a mistake; here it is a hazard of 0.
            return pa.Table.from_pylist([_nobody(split_name, names)], schema=FIT_SCHEMA)
        answers = np.empty(len(rows), dtype=[("is_purchase", bool), ("days", float)])
        answers["is_purchase"], answers["days"] = rows["is_purchase"], rows["duration_days"]
        # One leaf can't be parted into two of as many as all.
        one_leaf = {"n_estimators": 1, "bootstrap": False, "min_samples_leaf": len(rows)}
        enough = rows["is_purchase"].sum() >= FEWEST_PURCHASES
        fitted = forest(**(PARAMETERS if enough else one_leaf))
        fitted.fit(rows[names].to_numpy(dtype=float), answers)
        records = [
            {
                "split_name": split_name,
                "tree": number,
                "feature_names": names,
                **nodes_of(one.tree_),
                "cumulative_hazard": _by_period(
                    one.tree_.value[:, :, 0], one.unique_times_
                ).ravel(),
            }
            for number, one in enumerate(fitted.estimators_)
        ]
        return pa.Table.from_pylist(records, schema=FIT_SCHEMA)

    progress = Progress("survival_forest_fit")
    return each_split("survival_forest_fit", progress.each(splits), fit_split, FIT_SCHEMA)


def score_survival_forest(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Score customers from fitted forests, without fitting anything.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    customers
        One row per split and customer: the keys and the features of the fit.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, one row per split and customer. The hazard is the same on each day of a
        period.
    """
    return score_by_split("next_purchase_scores__survival_forest", fit, customers, _score_split)


def _score_split(forest: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    values = rows[forest[0]["feature_names"]].to_numpy(dtype=float)
    days = np.diff(BOUNDS)
    curves = [np.reshape(tree["cumulative_hazard"], (-1, len(days))) for tree in forest]
    reached = [curve[leaves_of(tree, values)] for curve, tree in zip(curves, forest, strict=True)]
    by_period = np.mean(reached, axis=0)
    return scores_of(rows, np.repeat(np.diff(by_period, prepend=0) / days, days, axis=1))


def _nobody(split_name: str, names: list[str]) -> dict[str, Any]:
    """Return a tree of one leaf, whose customers never come."""
    leaf = {"feature": [-2], "threshold": [-2.0], "left": [-1], "right": [-1]}
    hazard = [0.0] * len(BOUNDS[1:])
    return {
        "split_name": split_name,
        "tree": 0,
        "feature_names": names,
        **leaf,
        "cumulative_hazard": hazard,
    }


def _by_period(cumulative: Floats, days: Floats) -> Floats:
    """Return what has come by the end of each period, of steps on some days; 0 before the first."""
    steps = np.hstack([np.zeros((len(cumulative), 1)), cumulative])
    return steps[:, np.searchsorted(days, BOUNDS[1:], side="right")]
