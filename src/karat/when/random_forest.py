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
import pandas as pd
import pyarrow as pa
from sklearn.ensemble import RandomForestClassifier

from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.when.daily_probabilities import score_by_split
from karat.when.forests import TREE_FIELDS, leaves_of, nodes_of
from karat.when.landmarks import training_splits
from karat.when.period_hazards import Floats, score_periods, watched_periods

FIT_SCHEMA = pa.schema([*TREE_FIELDS, ("probability", pa.list_(pa.float64())), FAILURE])
"""One row per split and tree: `TREE_FIELDS`, and the probability of each node, where a row ends in
it. The feature after the last name is the period's number."""

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
                **nodes_of(tree),
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
        reached = [np.array(tree["probability"])[leaves_of(tree, values)] for tree in forest]
        return np.asarray(np.mean(reached, axis=0))

    return score_periods(rows, forest[0]["feature_names"], predict)
