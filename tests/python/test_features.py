"""A fit learns from the features that are named for it, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from karat.modelling.features import MissingFeatureError, features_of
from karat.what.ranker import fit_ranker
from karat.when.cox import fit_cox
from karat.when.hazard_fit import fit_hazard

Fit = Callable[[pa.Table, Sequence[str]], pa.Table]

COUNT = 2000
DAY = date(2024, 6, 1)
FEATURES = ["days_since_last_purchase", "tenure_days", "usual_gap_days", "usual_gap_elapsed_share"]


def rows() -> pa.Table:
    """Return rows that all three learn from: who has waited for long comes later."""
    random = np.random.default_rng(5)
    since = random.integers(1, 200, COUNT).astype(float)
    waited = np.ceil(random.exponential(since))
    return pa.table(
        {
            "split_name": ["test"] * COUNT,
            "role": ["lesson_1"] * COUNT,
            "customer_id": [f"{number:05d}" for number in range(COUNT)],
            "item_id": ["ring"] * COUNT,
            "as_of_date": [
                DAY - timedelta(days=int(day)) for day in random.integers(90, 300, COUNT)
            ],
            "split_as_of_date": [DAY] * COUNT,
            "duration_days": np.minimum(waited, 90).astype(int),
            "is_purchase": waited <= 90,
            "is_bought": waited <= 90,
            "days_since_last_purchase": since,
            "tenure_days": since + random.integers(0, 300, COUNT),
            "usual_gap_days": random.integers(10, 100, COUNT).astype(float),
            "usual_gap_elapsed_share": random.random(COUNT),
        }
    )


def hazard(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
    shop_days = {"purchase_date": [DAY], "purchase_count": [1], "first_purchase_count": [1]}
    return fit_hazard(training_rows, pa.table(shop_days), features)


FITS = [
    pytest.param(fit, id=name)
    for fit, name in ((fit_cox, "cox_fit"), (hazard, "hazard_fit"), (fit_ranker, "item_ranker_fit"))
]


@pytest.mark.parametrize("fit", FITS)
def test_a_column_that_tells_the_answer_changes_no_fit(fit: Fit) -> None:
    plain = rows()
    answer = pa.array(plain["is_purchase"].to_numpy(zero_copy_only=False).astype(float))
    leaking = plain.append_column("leak", answer)
    assert fit(leaking, FEATURES).equals(fit(plain, FEATURES))
    # The same column named for the fit would: what the test plants does leak.
    assert not fit(leaking, [*FEATURES, "leak"]).equals(fit(plain, FEATURES))


@pytest.mark.parametrize("fit", FITS)
def test_a_named_feature_that_is_not_there_stops_with_a_sentence(fit: Fit) -> None:
    with pytest.raises(MissingFeatureError, match=r"_fit is to learn from shoe_size, which"):
        fit(rows(), [*FEATURES, "shoe_size"])


def test_features_of_a_fit_come_in_their_order() -> None:
    listed = pa.table(
        {
            "fit_table": ["cox_fit", "hazard_fit", "cox_fit"],
            "feature_name": ["b", "c", "a"],
            "position": [2, 1, 1],
        }
    )
    assert features_of(listed, "cox_fit") == ["a", "b"]
