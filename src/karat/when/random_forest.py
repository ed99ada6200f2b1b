"""A random forest over waiting times: P(a purchase in a period, given none before).

Each customer at a landmark gives a row for every period that was watched to its end; the forest
learns whether the period brought the purchase, from the covariates and the period itself. Source:
L. Breiman, "Random forests", Machine Learning 45 (2001); H. Bou-Hamad, D. Larocque, H. Ben-Ameur,
"A review of survival trees", Statistics Surveys 5 (2011), on trees in discrete time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from sklearn.ensemble import RandomForestClassifier

from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.when.daily_probabilities import score_by_split
from karat.when.landmarks import training_splits
from karat.when.period_hazards import Floats, score_periods, watched_periods

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("tree", pa.int32()),
        ("feature_names", pa.list_(pa.string())),
        ("feature", pa.list_(pa.int32())),
        ("threshold", pa.list_(pa.float64())),
        ("left", pa.list_(pa.int32())),
        ("right", pa.list_(pa.int32())),
        ("probability", pa.list_(pa.float64())),
        FAILURE,
    ]
)
"""One row per split and tree; the lists have an entry per node, the root first. A node sends values
up to `threshold` to `left`; a leaf has -1 for both sides, and is reached with its `probability`.
The feature after the last name is the period's number."""

PARAMETERS = {
    "n_estimators": 100,
    "min_samples_leaf": 100,
    "max_features": 0.5,
    "max_samples": 0.5,
    "random_state": 20240101,
    "n_jobs": 1,
}

FEWEST_PURCHASES = 50
"""With fewer, trees would learn single customers: one leaf then holds the split's rate."""

ONE_LEAF = {"n_estimators": 1, "bootstrap": False, "min_impurity_decrease": 1.0}
"""No node is so impure that parting it could gain a whole 1."""


def fit_random_forest(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
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
    splits = training_splits("random_forest_fit", training_rows, names)

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        values, bought = watched_periods(split_rows, names)
        enough = bought.sum() >= FEWEST_PURCHASES
        forest = RandomForestClassifier(**(PARAMETERS if enough else ONE_LEAF)).fit(values, bought)
        records = [
            {
                "split_name": split_name,
                "tree": number,
                "feature_names": names,
                "feature": tree.feature,
                "threshold": tree.threshold,
                "left": tree.children_left,
                "right": tree.children_right,
                "probability": tree.value[:, 0, forest.classes_].sum(axis=1),
            }
            for number, tree in enumerate(one.tree_ for one in forest.estimators_)
        ]
        return pa.Table.from_pylist(records, schema=FIT_SCHEMA)

    progress = Progress("random_forest_fit")
    return each_split("random_forest_fit", progress.each(splits), fit_split, FIT_SCHEMA)


def score_random_forest(fit: pa.Table, customers: pa.Table) -> pa.Table:
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
    return score_by_split("next_purchase_scores__random_forest", fit, customers, _score_split)


def _score_split(forest: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    def predict(values: Floats) -> Floats:
        # scikit-learn compares in single precision.
        single = values.astype(np.float32)
        return np.asarray(np.mean([_leaves(tree, single) for tree in forest], axis=0))

    return score_periods(rows, forest[0]["feature_names"], predict)


def _leaves(tree: dict[str, Any], values: npt.NDArray[np.float32]) -> Floats:
    """Return the probability in the leaf that each row falls to; shape (rows,)."""
    feature, threshold, left, right, probability = (
        np.asarray(tree[name]) for name in ("feature", "threshold", "left", "right", "probability")
    )
    node = np.zeros(len(values), dtype=int)
    while (inner := np.flatnonzero(left[node] >= 0)).size:
        at = node[inner]
        goes_left = values[inner, feature[at]] <= threshold[at]
        node[inner] = np.where(goes_left, left[at], right[at])
    return probability[node]
