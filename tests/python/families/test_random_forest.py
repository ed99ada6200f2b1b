"""The random forest scores as scikit-learn would."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fits import probabilities
from planted import FAMILIES, landmark_rows
from sklearn.ensemble import RandomForestClassifier

from karat.when.period_hazards import PERIODS
from karat.when.random_forest import PARAMETERS


def test_scores_are_scikit_learns_own() -> None:
    rows = landmark_rows(2000).to_pandas()
    values, bought = [], []
    for number, (first_day, last_day) in enumerate(PERIODS):
        at_risk = rows[rows["duration_days"] > first_day]
        values.append(at_risk[["eager", "noise"]].assign(period=number))
        bought.append(at_risk["is_purchase"] & (at_risk["duration_days"] <= last_day))
    forest = RandomForestClassifier(**PARAMETERS)
    forest.fit(pd.concat(values).to_numpy(), np.concatenate(bought))
    probability = forest.predict_proba([[1.0, 0.5, number] for number in range(3)])[:, 1]
    family = FAMILIES["random_forest_fit"]
    scores = probabilities(family.scored(landmark_rows(2000), [1.0])).iloc[0]
    assert scores[7] == pytest.approx(1 - np.prod(1 - probability[:2]), rel=1e-12)
    assert scores[14] == pytest.approx(1 - np.prod(1 - probability), rel=1e-12)
