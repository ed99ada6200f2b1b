"""Neighbours' waiting times make the curve that lifelines makes of them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from fits import probabilities
from lifelines import KaplanMeierFitter
from planted import SPLIT_DAY, customers, landmark_rows

from karat.horizons import HORIZONS
from karat.when.similar_customers import (
    NEIGHBOURS,
    fit_similar_customers,
    score_similar_customers,
)


def test_the_curve_is_that_of_kaplan_and_meier() -> None:
    """Fewer landmarks than neighbours are looked for, so all of them, half of which were watched
    for 40 days."""
    rows = landmark_rows(NEIGHBOURS - 100).to_pandas()
    late = np.arange(len(rows)) % 2 == 0
    rows.loc[late, "as_of_date"] = SPLIT_DAY - timedelta(days=40)
    rows["is_purchase"] &= ~late | (rows["duration_days"] <= 40)
    rows.loc[late, "duration_days"] = rows["duration_days"].clip(upper=40)
    curve = KaplanMeierFitter().fit(rows["duration_days"], rows["is_purchase"])
    fit = fit_similar_customers(pa.Table.from_pandas(rows, preserve_index=False), ["eager"])
    scores = probabilities(score_similar_customers(fit, customers([1.0])))
    expected = 1 - curve.survival_function_at_times(HORIZONS).to_numpy()
    assert scores.iloc[0].to_numpy() == pytest.approx(expected, rel=1e-12)


def test_features_count_by_their_spread_and_not_by_their_unit() -> None:
    """In grams or in tonnes: the nearest stay the nearest."""
    rows = landmark_rows(4000)
    place = rows.column_names.index("noise")
    loud = rows.set_column(place, "noise", pa.array(np.array(rows["noise"]) * 1e6))
    asked = customers([1.0, 0.0])
    loud_asked = asked.set_column(
        asked.column_names.index("noise"), "noise", pa.array([0.5e6, 0.5e6])
    )
    names = ["eager", "noise"]
    plain = probabilities(score_similar_customers(fit_similar_customers(rows, names), asked))
    scaled = probabilities(score_similar_customers(fit_similar_customers(loud, names), loud_asked))
    assert scaled.to_numpy() == pytest.approx(plain.to_numpy(), abs=0.01)
