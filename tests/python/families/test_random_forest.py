"""The random forest finds planted hazards, and scores as scikit-learn would."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fits import probabilities
from sklearn.ensemble import RandomForestClassifier

from karat.horizons import HORIZONS
from karat.when.daily_probabilities import SCORES_SCHEMA
from karat.when.random_forest import (
    PARAMETERS,
    PERIODS,
    fit_random_forest,
    score_random_forest,
)

SPLIT_DAY = date(2024, 12, 31)
EAGER, IDLE = 0.03, 0.005


def landmark_rows(count: int, watched: int = 90) -> pa.Table:
    """Customers on one date whose hazard is 0.03 a day when `eager` and 0.005 otherwise."""
    random = np.random.default_rng(6)
    eager = np.arange(count) % 2
    waited = np.ceil(random.exponential(1 / np.where(eager, EAGER, IDLE)))
    return pa.table(
        {
            "split_name": ["test"] * count,
            "customer_id": [f"{number:05d}" for number in range(count)],
            "as_of_date": [SPLIT_DAY - timedelta(days=watched)] * count,
            "duration_days": np.minimum(waited, watched).astype(int),
            "is_purchase": waited <= watched,
            "eager": eager.astype(float),
            "noise": random.random(count),
        }
    )


def customers(eager: list[float]) -> pa.Table:
    return pa.table(
        {
            "split_name": ["test"] * len(eager),
            "customer_id": [f"c{number}" for number in range(len(eager))],
            "as_of_date": [SPLIT_DAY] * len(eager),
            "eager": eager,
            "noise": [0.5] * len(eager),
        }
    )


def scored(rows: pa.Table, eager: list[float]) -> pa.Table:
    return score_random_forest(fit_random_forest(rows, ["eager", "noise"]), customers(eager))


def test_planted_hazards_are_found_at_every_horizon() -> None:
    """4,000 customers of each kind: a probability's standard error is at most 0.8 points."""
    scores = probabilities(scored(landmark_rows(8000), [1.0, 0.0]))
    for horizon in HORIZONS:
        planted = 1 - np.exp(-np.array([EAGER, IDLE]) * horizon)
        assert scores[horizon].to_numpy() == pytest.approx(planted, abs=0.04)


def test_who_was_watched_shortly_teaches_no_more_than_was_seen() -> None:
    """Watched for 10 days, between two bounds: buyers of days 8 to 10 would teach a third period in
    which everybody buys."""
    scores = probabilities(scored(landmark_rows(8000, watched=10), [1.0])).iloc[0]
    by_day_7 = 1 - np.exp(-EAGER * 7)
    assert scores[7] == pytest.approx(by_day_7, abs=0.04)
    assert scores[90] < 0.95


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
    scores = probabilities(scored(landmark_rows(2000), [1.0])).iloc[0]
    assert scores[7] == pytest.approx(1 - np.prod(1 - probability[:2]), rel=1e-12)
    assert scores[14] == pytest.approx(1 - np.prod(1 - probability), rel=1e-12)


@pytest.mark.parametrize("bought", [0, 1, 20])
def test_few_purchases_give_everybody_the_same_probability(bought: int) -> None:
    rows = landmark_rows(400).to_pandas()
    rows["is_purchase"] = rows.index < bought
    rows["duration_days"] = np.where(rows["is_purchase"], 2, 90)
    scores = scored(pa.Table.from_pandas(rows, preserve_index=False), [1.0, 0.0])
    longest = probabilities(scores)[90]
    assert longest.nunique() == 1
    assert (longest.iloc[0] == 0) == (bought == 0)
    dates = scores["expected_next_purchase_date"].null_count
    assert (dates == len(scores)) == (bought == 0)


def test_nobody_gives_an_empty_table_of_the_same_columns() -> None:
    fit = fit_random_forest(landmark_rows(400), ["eager", "noise"])
    assert score_random_forest(fit, customers([1.0]).slice(0, 0)).schema == SCORES_SCHEMA
    assert score_random_forest(fit.slice(0, 0), customers([1.0])).schema == SCORES_SCHEMA
