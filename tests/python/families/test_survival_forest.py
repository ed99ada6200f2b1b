"""A survival forest scores from kept nodes alone, without the library that grew it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from fits import probabilities

from karat.when.person_periods import BOUNDS
from karat.when.survival_forest import FIT_SCHEMA, score_survival_forest

PERIODS = len(BOUNDS) - 1


def tree(number: int, left: list[float], right: list[float]) -> dict[str, Any]:
    """Return a tree that sends up to 5 purchases to one leaf and more to the other."""
    return {
        "split_name": "test",
        "tree": number,
        "feature_names": ["purchases"],
        "feature": [0, -2, -2],
        "threshold": [5.0, -2.0, -2.0],
        "left": [1, -1, -1],
        "right": [2, -1, -1],
        "cumulative_hazard": [*[0.0] * PERIODS, *left, *right],
    }


def test_a_customers_hazard_is_the_mean_of_the_trees_leaves() -> None:
    rising = [0.03, 0.07, 0.14, 0.21, 0.30, 0.45, 0.60, 0.90]  # 0.01 a day
    steeper = [3 * value for value in rising]
    nobody = [0.0] * PERIODS
    fit = pa.Table.from_pylist([tree(0, nobody, rising), tree(1, nobody, steeper)], FIT_SCHEMA)
    customers = pa.table(
        {
            "split_name": ["test"] * 2,
            "customer_id": ["often", "seldom"],
            "as_of_date": [date(2024, 6, 1)] * 2,
            "purchases": [6, 5],
        }
    )
    scores = score_survival_forest(fit, customers)
    found = probabilities(scores)
    for days in (5, 7, 30, 90):
        # Two hundredths a day, also on the fifth, which is within a period.
        assert found.loc["often", days] == pytest.approx(-np.expm1(-0.02 * days), rel=1e-12)
    assert found.loc["seldom"].tolist() == [0.0] * found.shape[1]
    assert scores["failure"].null_count == len(scores)
