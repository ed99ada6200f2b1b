"""Gamma-Gamma on planted spend, and spend ahead beside `lifetimes`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from lifetimes import BetaGeoFitter, GammaGammaFitter

from karat.horizons import VALUE_HORIZONS
from karat.modelling.splits import FAILURE
from karat.value.gamma_gamma import (
    PARAMETERS_SCHEMA,
    SCORES_SCHEMA,
    fit_gamma_gamma,
    score_gamma_gamma,
)
from karat.when.bg_nbd import expected_purchases

P, Q, V = 4.0, 3.5, 150000.0
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


def planted(count: int = 8000) -> pd.DataFrame:
    """Customers drawn from the Gamma-Gamma process itself."""
    random = np.random.default_rng(5)
    purchases = 1 + random.poisson(1.5, count)
    rate = random.gamma(Q, 1 / V, count)
    return pd.DataFrame(
        {
            "split_name": "test",
            "as_of_date": pd.Timestamp("2024-12-31").date(),
            "customer_id": [f"c{number:05}" for number in range(count)],
            "purchase_count": purchases,
            # The mean of n draws of Gamma(p, rate) is a draw of Gamma(n p, n rate).
            "average_order_value": random.gamma(P * purchases, 1 / (purchases * rate)),
            "repeat_purchase_count": purchases - 1,
            "recency_weeks": np.where(purchases > 1, 20.0, 0.0),
            "age_weeks": 38.0,
        }
    )


def table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(rows, preserve_index=False)


def purchases_fit() -> pa.Table:
    return pa.Table.from_pylist([{"split_name": "test", **CDNOW}])


def test_the_planted_truth_is_found_again() -> None:
    (fit,) = fit_gamma_gamma(table(planted())).to_pylist()
    assert fit["failure"] is None
    assert fit["p"] == pytest.approx(P, rel=0.1)
    assert fit["q"] == pytest.approx(Q, rel=0.1)
    assert fit["p"] * fit["v"] / (fit["q"] - 1) == pytest.approx(P * V / (Q - 1), rel=0.02)


def test_the_fit_agrees_with_lifetimes() -> None:
    rows = planted(2000)
    (fit,) = fit_gamma_gamma(table(rows)).to_pylist()
    peer = GammaGammaFitter().fit(rows["purchase_count"], rows["average_order_value"])
    for name in ("p", "q", "v"):
        assert fit[name] == pytest.approx(peer.params_[name], rel=2e-3), name


def test_the_currency_changes_nothing_but_v() -> None:
    rows = planted(1000)
    tenge, dollars = (
        fit_gamma_gamma(
            table(rows.assign(average_order_value=rows["average_order_value"] / rate))
        ).to_pylist()[0]
        for rate in (1, 500)
    )
    assert dollars["p"] == pytest.approx(tenge["p"], rel=1e-4)
    assert dollars["v"] * 500 == pytest.approx(tenge["v"], rel=1e-4)


def test_expected_purchases_agree_with_lifetimes() -> None:
    peer = BetaGeoFitter()
    peer.params_ = pd.Series(CDNOW)
    x, t_x, age = (
        np.array([0.0, 3.0, 3.0]),
        np.array([0.0, 30.0, 6.0]),
        np.array([20.0, 38.0, 38.0]),
    )
    for days in VALUE_HORIZONS:
        expected = peer.conditional_expected_number_of_purchases_up_to_time(days / 7, x, t_x, age)
        found = expected_purchases(np.array(list(CDNOW.values())), x, t_x, age, days / 7)
        assert found == pytest.approx(np.asarray(expected))


def test_expected_purchases_where_nearly_all_leave_at_once() -> None:
    """With a + b below 1 the closed form's series has a negative term: held to a simulation."""
    r, alpha, a, b = 0.5, 10.0, 0.2, 0.3
    leaves = np.random.default_rng(0).beta(a, b, 2_000_000)
    none = (30 / (30 + leaves * 52)) ** r
    simulated = np.mean((1 - none) / np.maximum(leaves, 1e-12))
    zero = np.zeros(1)
    found = expected_purchases(np.array([r, alpha, a, b]), zero, zero, zero + 20, 52.0)
    assert found[0] == pytest.approx(simulated, rel=5e-3)


def test_spend_is_purchases_times_what_one_comes_to() -> None:
    fit = pa.Table.from_pylist(
        [{"split_name": "test", "p": 2.0, "q": 3.0, "v": 1000.0}], schema=PARAMETERS_SCHEMA
    )
    rows = planted(1).assign(
        purchase_count=4, average_order_value=500.0, repeat_purchase_count=3, recency_weeks=30.0
    )
    scores = score_gamma_gamma(fit, purchases_fit(), table(rows)).to_pandas()
    # p (v + n m) / (n p + q - 1) = 2 * 3000 / 10
    assert scores["expected_order_value"].to_list() == pytest.approx([600.0] * 3)
    assert scores["horizon_days"].to_list() == list(VALUE_HORIZONS)
    assert scores["expected_spend"].iloc[2] == pytest.approx(600 * 2.28998109)


def test_who_spends_more_and_comes_more_is_worth_more() -> None:
    fit = fit_gamma_gamma(table(planted(2000)))
    scores = score_gamma_gamma(fit, purchases_fit(), table(planted(2000))).to_pandas()
    by_horizon = scores.pivot(index="customer_id", columns="horizon_days", values="expected_spend")
    assert (by_horizon[30] < by_horizon[90]).all()
    assert (by_horizon[90] < by_horizon[365]).all()
    assert np.isfinite(scores["expected_spend"]).all()


def test_customers_who_all_spend_the_same_stay_finite() -> None:
    (fit,) = fit_gamma_gamma(table(planted(300).assign(average_order_value=50.0))).to_pylist()
    assert all(np.isfinite(fit[name]) for name in ("p", "q", "v"))
    assert fit["p"] * fit["v"] / (fit["q"] - 1) == pytest.approx(50, rel=0.05)


def test_a_split_without_a_fit_of_purchases_has_no_scores() -> None:
    fit = fit_gamma_gamma(table(planted(200)))
    none = purchases_fit().slice(0, 0)
    assert score_gamma_gamma(fit, none, table(planted(200))).equals(SCORES_SCHEMA.empty_table())


def test_no_rows_are_empty_tables_with_types() -> None:
    empty = table(planted(1)).slice(0, 0)
    assert fit_gamma_gamma(empty).equals(PARAMETERS_SCHEMA.empty_table())
    fitted = fit_gamma_gamma(table(planted(200)))
    assert score_gamma_gamma(fitted, purchases_fit(), empty).schema == SCORES_SCHEMA
    assert FAILURE in SCORES_SCHEMA
