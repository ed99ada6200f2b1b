"""What is foretold of the shop is shared out among its customers, whoever foretells it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fits import FORECASTS, buyers, each, probabilities, shop_weeks, table

from karat.horizons import HORIZONS
from karat.when.forecasts import (
    FEWEST_FOR_A_YEAR,
    FIT_SCHEMA,
    Outlook,
    Series,
    adding_up_to,
    buyers_of,
    fit_forecast,
    score_forecast,
)

SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3]


def as_before(series: Series) -> Outlook:
    """Foretell 16 purchases a week, 9 to 25 of them."""
    return Outlook(*(np.full(series.ahead, root) for root in (4.0, 3.0, 5.0)))


def shares(hazards: list[float]) -> pa.Table:
    """Customers of constant hazards."""
    rows = [
        {
            "split_name": "test",
            "as_of_date": pd.Timestamp("2024-12-01").date(),
            "customer_id": f"c{number}",
            "horizon_days": horizon,
            "probability": 1 - np.exp(-hazard * horizon),
        }
        for number, hazard in enumerate(hazards)
        for horizon in HORIZONS
    ]
    return table(pd.DataFrame(rows))


def test_weeks_are_summed_until_each_horizon() -> None:
    """A root's spread counts: (5 - 3) / 2 / 1.2816 = 0.780, so 16.609 purchases a week, of which 9
    in ten are of a buyer; 91 of 101 where one of each is added."""
    fit = fit_forecast("arima_fit", shop_weeks(60), buyers(), as_before).to_pandas()
    weeks = np.array(HORIZONS) / 7
    assert fit["expected_count"].to_numpy() == pytest.approx(16.6088 * weeks, rel=1e-4)
    assert fit["lower_count"].to_numpy() == pytest.approx(9 * weeks)
    assert fit["upper_count"].to_numpy() == pytest.approx(25 * weeks)
    assert fit["expected_share"].to_numpy() == pytest.approx(
        16.6088 * weeks * 91 / 101 / 400, rel=1e-4
    )


def test_the_calendar_has_a_year_where_it_was_seen_twice() -> None:
    seen: list[Series] = []

    def look(series: Series) -> Outlook:
        seen.append(series)
        return as_before(series)

    for weeks in (FEWEST_FOR_A_YEAR - 1, FEWEST_FOR_A_YEAR):
        fit_forecast("arima_fit", shop_weeks(weeks), buyers(), look)
    assert [series.calendar.shape[1] for series in seen] == [1, 3]
    assert [series.weeks for series in seen] == [FEWEST_FOR_A_YEAR - 1, FEWEST_FOR_A_YEAR]
    assert {series.ahead for series in seen} == {13}
    assert seen[0].ends[-14] == pd.Timestamp("2024-12-01")


def test_too_few_weeks_are_a_reason() -> None:
    fit = fit_forecast("arima_fit", shop_weeks(25), buyers(), as_before)
    (failure,) = fit["failure"].to_pylist()
    assert failure == ("TooFewWeeks: 25 whole weeks of sales: from 26 on a series is foretold")
    assert len(score_forecast("next_purchase_scores__arima", fit, shares([0.1]))) == 0


def test_a_split_is_foretold_by_its_own_buyers_alone() -> None:
    other = buyers().set_column(0, "split_name", pa.array(["validation"] * len(HORIZONS)))
    both = pa.concat_tables([buyers(), other])
    assert buyers_of(both, shop_weeks(30)).equals(buyers())


def test_probabilities_add_up_to_what_is_foretold_and_keep_their_order() -> None:
    fit = table(
        pd.DataFrame(
            {
                "split_name": "test",
                "as_of_date": pd.Timestamp("2024-12-01").date(),
                "horizon_days": HORIZONS,
                "expected_count": 1.0,
                "lower_count": 1.0,
                "upper_count": 1.0,
                "expected_share": SHARES,
                "failure": pa.nulls(len(HORIZONS)).to_pandas(),
            }
        )
    ).cast(FIT_SCHEMA)
    scores = score_forecast("next_purchase_scores__arima", fit, shares([0.001, 0.01, 0.0, 0.03]))
    found = probabilities(scores)
    assert found.mean().to_numpy() == pytest.approx(SHARES, rel=1e-9)
    assert (found.loc["c2"] == 0).all()
    assert (found.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (found.loc["c0"] < found.loc["c1"]).all()
    assert (found.loc["c1"] < found.loc["c3"]).all()
    assert found.max(axis=None) < 1


def test_a_period_is_scaled_as_by_hand() -> None:
    """Two customers of one hazard: 1 - exp(-0.2 c) = 0.3, so c = 1.783."""
    found = adding_up_to(np.array([[0.2], [0.2]]), [0.3])
    assert found.ravel() == pytest.approx([-np.log(0.7)] * 2, rel=1e-9)


def test_what_has_passed_is_not_taken_back_and_nobody_is_promised_more_than_there_are() -> None:
    hazard = np.array([[0.2, 0.3], [0.0, 0.0]])
    falling = adding_up_to(hazard, [0.3, 0.2])
    assert falling[:, 1].tolist() == [0, 0]
    too_many = 1 - np.exp(-adding_up_to(hazard, [0.3, 0.9]).sum(axis=1))
    assert too_many == pytest.approx([0.99, 0], rel=1e-6)
    assert adding_up_to(np.zeros((2, 1)), [0.3]).tolist() == [[0], [0]]


@pytest.mark.parametrize("fit", each(FORECASTS))
def test_a_steady_shop_stays_as_it_is(fit: object) -> None:
    """Around 100 purchases a week and 20 more where there is a holiday: so it goes on."""
    assert callable(fit)
    found = fit(shop_weeks(120, level=100.0, holiday=20.0), buyers()).to_pandas()
    assert found["failure"].isna().all()
    assert found["expected_count"].iloc[-1] == pytest.approx(100 * 90 / 7 + 20 * 3, rel=0.08)
    inside = found["expected_count"].between(found["lower_count"], found["upper_count"])
    assert inside.all()
