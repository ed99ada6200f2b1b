"""The families that learn from landmarks find hazards that were planted, and no more than that."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from fits import probabilities
from planted import EAGER, FEATURES, IDLE, PARAMETERS, Family, customers, landmark_rows

from karat.horizons import HORIZONS
from karat.when.daily_probabilities import SCORES_SCHEMA

every_family = pytest.mark.parametrize("family", PARAMETERS)


@every_family
def test_planted_hazards_are_found_at_every_horizon(family: Family) -> None:
    """Of 300 neighbours, the fewest that are looked at, a share's standard error is at most 2.9
    points; of a forest's four thousand customers 0.8."""
    scores = probabilities(family.scored(landmark_rows(8000), [1.0, 0.0]))
    for horizon in HORIZONS:
        planted = 1 - np.exp(-np.array([EAGER, IDLE]) * horizon)
        assert scores[horizon].to_numpy() == pytest.approx(planted, abs=family.tolerance)


@every_family
def test_who_was_watched_shortly_teaches_no_more_than_was_seen(family: Family) -> None:
    """Watched for 10 days, between two bounds: buyers of days 8 to 10 would teach a third period in
    which everybody buys."""
    scores = probabilities(family.scored(landmark_rows(8000, watched=10), [1.0])).iloc[0]
    by_day_7 = 1 - np.exp(-EAGER * 7)
    assert scores[7] == pytest.approx(by_day_7, abs=family.tolerance)
    assert scores[90] < 0.95


@every_family
@pytest.mark.parametrize("bought", [0, 1, 20])
def test_few_purchases_give_everybody_the_same_probability(family: Family, bought: int) -> None:
    rows = landmark_rows(400).to_pandas()
    rows["is_purchase"] = rows.index < bought
    rows["duration_days"] = np.where(rows["is_purchase"], 2, 90)
    scores = family.scored(pa.Table.from_pandas(rows, preserve_index=False), [1.0, 0.0])
    longest = probabilities(scores)[90]
    assert longest.nunique() == 1
    assert (longest.iloc[0] < 1e-4) == (bought == 0)
    dates = scores["expected_next_purchase_date"].null_count
    assert (dates == len(scores)) == (longest.iloc[0] == 0)


@every_family
def test_nobody_gives_an_empty_table_of_the_same_columns(family: Family) -> None:
    fit = family.fit(landmark_rows(400), FEATURES)
    assert family.score(fit, customers([1.0]).slice(0, 0)).schema == SCORES_SCHEMA
    assert family.score(fit.slice(0, 0), customers([1.0])).schema == SCORES_SCHEMA
