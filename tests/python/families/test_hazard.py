from __future__ import annotations

from datetime import date, timedelta

import lightgbm as lgb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fits import probabilities

from karat.horizons import HORIZONS
from karat.when.daily_probabilities import SCORES_SCHEMA, scores_of
from karat.when.hazard import FIT_SCHEMA
from karat.when.hazard_contributions import (
    CONTRIBUTIONS_SCHEMA,
    EXPLAINED_PERIODS,
    explain_hazard,
)
from karat.when.hazard_fit import fit_hazard
from karat.when.hazard_scores import score_hazard
from karat.when.person_periods import BOUNDS, periods
from karat.when.season import History, fit_season, no_season, seen_a_year_ago

SPLIT_DAY = date(2024, 12, 31)
SPLIT_NUMBER = (SPLIT_DAY - date(1970, 1, 1)).days
FEATURES = ["days_since_last_purchase", "tenure_days", "usual_gap_days", "gap_ratio"]


def purchases_a_day(new_until: date) -> pa.Table:
    """A year of a shop that sells thrice as much in the first week of March."""
    days = [SPLIT_DAY - timedelta(days=back) for back in reversed(range(366))]
    counts = [90 if day.month == 3 and day.day <= 7 else 30 for day in days]
    return pa.table(
        {
            "purchase_date": days,
            "purchase_count": counts,
            "first_purchase_count": [
                count if day <= new_until else 0 for count, day in zip(counts, days, strict=True)
            ],
        }
    )


COHORT = purchases_a_day(new_until=date(2024, 3, 31))
FEATURES = [
    *("days_since_last_purchase", "tenure_days", "usual_gap_days", "gap_ratio"),
    "eager",
]
OPEN_SHOP = purchases_a_day(new_until=SPLIT_DAY)


def test_who_has_no_probability_has_no_dates() -> None:
    """Of 1 - exp(-0.9) = 0.593, 10, 50 and 90 % have passed after 7, 36 and 77 days."""
    rows = pd.DataFrame(
        {"split_name": "test", "as_of_date": [SPLIT_DAY] * 2, "customer_id": ["never", "steady"]}
    )
    scores = scores_of(rows, np.outer([0.0, 0.01], np.ones(90))).to_pylist()
    of = {(row["customer_id"], row["horizon_days"]): row for row in scores}
    assert len(of) == len(scores) == 2 * len(HORIZONS)
    never, steady = of["never", 90], of["steady", 90]
    assert (never["probability"], never["expected_date_upper"]) == (0, None)
    assert of["steady", 30]["probability"] == pytest.approx(1 - np.exp(-0.3))
    assert of["steady", 30]["expected_next_purchase_date"] is None
    assert [
        (steady[name] - SPLIT_DAY).days
        for name in ("expected_date_lower", "expected_next_purchase_date", "expected_date_upper")
    ] == [7, 36, 77]


def planted_rows(count: int = 4000, split_day: date = SPLIT_DAY) -> pa.Table:
    """Landmark rows of customers whose hazard is 0.03 a day when `eager` and 0.005 otherwise."""
    random = np.random.default_rng(4)
    eager = random.integers(0, 2, count).astype(float)
    waited = np.ceil(random.exponential(1 / np.where(eager == 1, 0.03, 0.005)))
    since = random.integers(1, 200, count).astype(float)
    landmark = [split_day - timedelta(days=int(day)) for day in random.integers(90, 300, count)]
    return pa.table(
        {
            "split_name": ["test"] * count,
            "customer_id": [f"{number:05d}" for number in range(count)],
            "as_of_date": landmark,
            "split_as_of_date": [split_day] * count,
            "duration_days": np.minimum(waited, 90).astype(int),
            "is_purchase": waited <= 90,
            "days_since_last_purchase": since,
            "tenure_days": since + 10,
            "usual_gap_days": np.full(count, 60.0),
            "gap_ratio": since / 60,
            "eager": eager,
        }
    )


def customers(eager: list[float]) -> pa.Table:
    count = len(eager)
    return pa.table(
        {
            "split_name": ["test"] * count,
            "customer_id": [f"c{number}" for number in range(count)],
            "as_of_date": [SPLIT_DAY] * count,
            "days_since_last_purchase": [50.0] * count,
            "tenure_days": [60.0] * count,
            "usual_gap_days": [60.0] * count,
            "gap_ratio": [50 / 60] * count,
            "eager": eager,
        }
    )


@pytest.fixture(scope="module")
def fit() -> pa.Table:
    return fit_hazard(planted_rows(), COHORT, FEATURES)


def test_the_planted_probabilities_are_recovered(fit: pa.Table) -> None:
    scores = probabilities(score_hazard(fit, customers([0.0, 1.0])))
    for horizon in (5, 30, 90):
        expected = 1 - np.exp(-horizon * np.array([0.005, 0.03]))
        np.testing.assert_allclose(scores[horizon], expected, rtol=0.2)


def test_the_expected_date_is_the_median_within_the_longest_horizon(fit: pa.Table) -> None:
    scores = score_hazard(fit, customers([1.0])).to_pandas().iloc[-1]
    # Half of 1 - exp(-0.03 * 90) has passed after -ln(1 - that half) / 0.03 = 21 days.
    days = (scores["expected_next_purchase_date"] - SPLIT_DAY).days
    assert days == pytest.approx(21, abs=3)
    assert scores["expected_date_lower"] < scores["expected_next_purchase_date"]
    assert scores["expected_next_purchase_date"] < scores["expected_date_upper"]


def test_probabilities_grow_with_the_horizon(fit: pa.Table) -> None:
    scores = probabilities(score_hazard(fit, customers([0.0, 0.5, 1.0])))
    assert list(scores.columns) == list(HORIZONS)
    assert (np.diff(scores.to_numpy(), axis=1) > 0).all()


def test_fits_are_the_same_whatever_the_order_of_rows(fit: pa.Table) -> None:
    shuffled = planted_rows().to_pandas().sample(frac=1, random_state=1)
    assert fit_hazard(
        pa.Table.from_pandas(shuffled, preserve_index=False), COHORT, FEATURES
    ).equals(fit)


def test_few_purchases_give_everybody_the_same_hazard() -> None:
    few = fit_hazard(planted_rows(60), COHORT, FEATURES)
    assert few.column("model_text").to_pylist() == [None]
    scores = probabilities(score_hazard(few, customers([0.0, 1.0])))
    assert scores[90].nunique() == 1
    assert 0 < scores[90].iloc[0] < 1


def test_contributions_add_up_to_the_log_hazard(fit: pa.Table) -> None:
    asked = customers([0.0, 0.5, 1.0])
    record = fit.to_pylist()[0]
    # A season that is known: the days ahead count twice, so that its part is not nothing.
    days_ahead = (
        record["season_first_day"] + np.arange(len(record["season_factors"])) - SPLIT_NUMBER
    )
    factors = np.where(days_ahead > 0, 2.0, 1.0)
    seasonal = pa.Table.from_pylist([{**record, "season_factors": factors}], schema=FIT_SCHEMA)
    explained = explain_hazard(seasonal, asked).to_pandas()
    booster = lgb.Booster(model_str=record["model_text"])
    some = list(periods(asked.to_pandas()[record["feature_names"]]))[EXPLAINED_PERIODS]
    days = [period.last_day - period.first_day for period in some]
    raw = np.average(
        [booster.predict(period.features, raw_score=True) for period in some], axis=0, weights=days
    )
    expected = record["log_base_rate"] + raw + np.log(2.0)
    total = explained.groupby("customer_id")["contribution"].sum()
    np.testing.assert_allclose(total, expected, atol=1e-9)
    season = explained.loc[explained["feature"] == "season", "contribution"]
    np.testing.assert_allclose(season, np.log(2.0), atol=1e-9)


def test_what_was_planted_contributes_most(fit: pa.Table) -> None:
    explained = explain_hazard(fit, customers([1.0])).to_pandas().set_index("feature")
    features = explained["contribution"].drop("intercept")
    assert features.abs().idxmax() == "eager"
    assert features["eager"] > 0.2


def test_no_trees_leave_only_the_level(fit: pa.Table) -> None:
    explained = explain_hazard(
        fit_hazard(planted_rows(60), COHORT, FEATURES), customers([1.0])
    ).to_pandas()
    assert (explained.loc[explained["feature"] != "intercept", "contribution"] == 0).all()


def test_no_rows_give_empty_tables_with_types(fit: pa.Table) -> None:
    assert fit_hazard(planted_rows(10).slice(0, 0), COHORT, FEATURES).schema == FIT_SCHEMA
    assert score_hazard(fit, customers([1.0]).slice(0, 0)).schema == SCORES_SCHEMA
    assert score_hazard(fit.slice(0, 0), customers([1.0])).schema == SCORES_SCHEMA
    assert explain_hazard(fit.slice(0, 0), customers([1.0])).schema == CONTRIBUTIONS_SCHEMA


def test_periods_age_the_customer_to_their_middle() -> None:
    frame = customers([1.0]).to_pandas()[list(FEATURES[:-1])]
    last = list(periods(frame))[-1]
    middle = (BOUNDS[-2] + BOUNDS[-1]) / 2
    assert list(last.features[0]) == [50 + middle, 60 + middle, 60, (50 + middle) / 60]


def purchases_by_day(years: float, peak: float = 3.0) -> tuple[np.ndarray, np.ndarray, int]:
    """Observed and expected purchases of a shop that triples in the weeks before 8 March."""
    first = pd.Timestamp("2022-01-01")
    days = pd.date_range(first, periods=int(365 * years))
    factor = np.where((days.month == 3) & (days.day <= 8), peak, 1.0)
    observed = np.random.default_rng(6).poisson(20 * factor).astype(float)
    return observed, np.full(len(days), 20.0), (first - pd.Timestamp("1970-01-01")).days


def nobody(days: np.ndarray) -> np.ndarray:
    """The purchases of a shop that tell nothing."""
    return np.zeros(len(days))


def test_a_season_seen_before_is_expected_again() -> None:
    observed, expected, first = purchases_by_day(2)
    season = fit_season(
        History(first, observed, expected, nobody(observed)), first + len(observed) + 90
    )
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.arange(len(season.factors)), unit="D")
    future = pd.Series(season.factors, dates)["2024"]
    assert future["2024-03-02":"2024-03-06"].mean() == pytest.approx(3, rel=0.2)
    assert future["2024-01-20":"2024-02-10"].mean() == pytest.approx(1, rel=0.15)


def test_a_season_not_seen_before_is_not_made_up() -> None:
    observed, expected, first = purchases_by_day(0.9)
    season = fit_season(
        History(first, observed, expected, nobody(observed)), first + len(observed) + 30
    )
    np.testing.assert_array_equal(season.factors, 1)


def test_a_season_that_the_shop_alone_has_shown_is_expected_again() -> None:
    shop, expected, first = purchases_by_day(1)
    returning = np.arange(len(shop)) > 150
    season = fit_season(
        History(first, expected * returning, expected * returning, shop), first + len(shop) + 90
    )
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.arange(len(season.factors)), unit="D")
    future = pd.Series(season.factors, dates)["2023"]
    assert future["2023-03-02":"2023-03-06"].mean() == pytest.approx(3, rel=0.25)
    assert future["2023-01-20":"2023-02-10"].mean() == pytest.approx(1, rel=0.15)


def test_when_a_cohort_was_recruited_is_no_season() -> None:
    def busiest(shop: pa.Table) -> float:
        return max(
            fit_hazard(planted_rows(), shop, FEATURES).to_pylist()[0]["season_factors"][366:456]
        )

    assert busiest(COHORT) < 1.3
    assert busiest(OPEN_SHOP) > 2


def test_a_fit_knows_the_season_for_another_year() -> None:
    observed, expected, first = purchases_by_day(2)
    plain = fit_season(
        History(first, observed, expected, nobody(observed)), first + len(observed) + 30
    )
    carried = fit_season(
        History(first, observed, expected, nobody(observed)),
        first + len(observed) + 30,
        carried_days=365,
    )
    np.testing.assert_allclose(carried.factors[: len(plain.factors)], plain.factors)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.arange(len(carried.factors)), unit="D")
    future = pd.Series(carried.factors, dates)
    assert future["2024-03-02":"2024-03-06"].mean() == pytest.approx(3, rel=0.2)
    assert future["2024-06"].mean() == pytest.approx(1, rel=0.15)


def test_a_season_that_comes_only_later_leaves_it_off() -> None:
    observed, expected, first = purchases_by_day(0.9)
    season = fit_season(
        History(first, observed, expected, nobody(observed)),
        first + len(observed) + 30,
        carried_days=365,
    )
    np.testing.assert_array_equal(season.factors, np.ones(len(observed) + 31 + 365))


def test_an_old_fit_repeats_its_last_year(fit: pa.Table) -> None:
    season = no_season(0, 399)
    season.factors[390] = 2.0
    reached = season.reaching(390 + 364 + 364)
    assert list(np.flatnonzero(reached.factors == 2)) == [390, 390 + 364, 390 + 728]
    assert len(season.reaching(10).factors) == 400
    asked = customers([0.0, 1.0])
    years = [
        asked.set_column(2, "as_of_date", [[SPLIT_DAY + timedelta(days=days)] * 2])
        for days in (500, 500 + 364)
    ]
    scores = [probabilities(score_hazard(fit, later))[90].to_numpy() for later in years]
    np.testing.assert_allclose(scores[0], scores[1], rtol=1e-9)
    assert explain_hazard(fit, years[1]).num_rows == explain_hazard(fit, asked).num_rows


def test_a_trend_is_not_taken_for_a_season() -> None:
    _, expected, first = purchases_by_day(1.25)
    growing = expected * np.linspace(0.6, 1.4, len(expected))
    season = fit_season(
        History(first, growing, expected, nobody(growing)), first + len(expected) + 60
    )
    future = season.factors[len(expected) :]
    assert future.mean() == pytest.approx(1.2, abs=0.25)
    assert future.std() < 0.15


def test_a_week_with_few_customers_has_shown_no_season() -> None:
    expected = np.concatenate([np.full(200, 0.5), np.full(200, 50.0)])
    seen = seen_a_year_ago(expected, 700)
    assert not seen[:555].any()
    assert seen[600:700].all()
    assert not seen_a_year_ago(expected, 300).any()


def test_exposure_adds_up_the_factors_after_the_as_of_date() -> None:
    season = no_season(100, 200)
    season.factors[5] = 10.0
    exposure = season.exposure(np.array([104, 105]), 0, np.array([3, 3]))
    assert list(exposure) == [12.0, 3.0]
