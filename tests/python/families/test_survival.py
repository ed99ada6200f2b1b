from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from lifetimes import BetaGeoFitter

from karat.when.bg_nbd import PARAMETERS_SCHEMA, fit_bg_nbd
from karat.when.cox import FIT_SCHEMA, fit_cox

FEATURES = ["x", "never_varies"]


def planted_rows(count: int = 6000, effect: float = 0.8) -> pa.Table:
    """Landmark rows whose hazard is known: 0.02 a day times exp(effect * x)."""
    random = np.random.default_rng(1)
    x = random.normal(size=count)
    waited = np.ceil(random.exponential(1 / (0.02 * np.exp(effect * x))))
    return pa.table(
        {
            "split_name": ["test"] * count,
            "customer_id": [f"{number:05d}" for number in range(count)],
            "as_of_date": [date(2024, 1, 1)] * count,
            "duration_days": np.minimum(waited, 90).astype(int),
            "is_purchase": waited <= 90,
            "x": x,
            "never_varies": np.ones(count),
        }
    )


def fitted(rows: pa.Table) -> tuple[pd.DataFrame, pd.Series]:
    fit = fit_cox(rows, FEATURES).to_pandas()
    coefficients = fit[fit["part"] == "coefficient"].set_index("term")
    hazard = fit[fit["part"] == "baseline_hazard"].set_index("day")["value"]
    return coefficients, hazard


def test_cox_recovers_the_planted_effect_and_hazard() -> None:
    coefficients, hazard = fitted(planted_rows())
    assert coefficients.loc["x", "value"] == pytest.approx(0.8, abs=0.05)
    assert coefficients.loc["x", "standard_error"] == pytest.approx(0.015, abs=0.01)
    assert hazard[90] == pytest.approx(0.02 * 90, rel=0.08)


def test_cox_hazard_covers_every_day_and_never_falls() -> None:
    _, hazard = fitted(planted_rows(800))
    assert list(hazard.index) == list(range(91))
    assert hazard[0] == 0
    assert (hazard.diff().dropna() >= 0).all()


def test_cox_gives_a_covariate_that_never_varies_no_weight() -> None:
    coefficients, _ = fitted(planted_rows(800))
    assert coefficients.loc["never_varies", "value"] == 0


def separated_rows(returned: int = 0) -> pa.Table:
    """Four in five as planted, one in five who never comes back but for so many."""
    rows = planted_rows(2000).to_pandas()
    never = rows.index[rows.index % 5 == 0]
    back = rows.index[rows["is_purchase"] & (rows.index % 5 == 0)][:returned]
    rows["never_varies"] = rows.index.isin(never).astype(float)
    lost = rows.index.isin(never) & ~rows.index.isin(back)
    rows.loc[lost, ["is_purchase", "duration_days"]] = [False, 90]
    return pa.Table.from_pandas(rows, preserve_index=False)


def test_cox_keeps_a_covariate_short_where_nothing_tells_how_far_it_goes() -> None:
    """Nobody of a kind came back: the likelihood has no greatest value."""
    coefficients, hazard = fitted(separated_rows())
    found = coefficients.loc["never_varies"]
    assert -8 < found["value"] < -2
    assert coefficients.loc["x", "value"] == pytest.approx(0.8, abs=0.08)
    away = np.exp(found["value"] * (1 - found["center"]))
    assert 0.001 < 1 - np.exp(-hazard[90] * away) < 0.2


def test_cox_learns_freely_of_a_covariate_from_ten_who_bought() -> None:
    held, free = (
        fitted(separated_rows(returned))[0].loc["never_varies", "value"] for returned in (9, 10)
    )
    # One more of 400 changes the truth by a tenth; the ridge makes up the rest.
    assert free < held - 0.5


def test_cox_with_few_purchases_keeps_to_the_hazard() -> None:
    rows = planted_rows(40).to_pandas().assign(is_purchase=lambda frame: frame.index < 5)
    coefficients, hazard = fitted(pa.Table.from_pandas(rows, preserve_index=False))
    assert (coefficients["value"] == 0).all()
    assert 0 < hazard[90] < 1


def test_cox_does_not_depend_on_the_order_of_rows() -> None:
    rows = planted_rows(800).to_pandas()
    shuffled = rows.sample(frac=1, random_state=3)
    one = fit_cox(pa.Table.from_pandas(rows, preserve_index=False), FEATURES)
    other = fit_cox(pa.Table.from_pandas(shuffled, preserve_index=False), FEATURES)
    assert one.equals(other)


def test_cox_of_no_rows_is_an_empty_table_with_types() -> None:
    assert fit_cox(planted_rows().slice(0, 0), FEATURES).schema == FIT_SCHEMA


def histories(count: int = 3000) -> pd.DataFrame:
    """Histories drawn from the BG/NBD process itself, 39 weeks each."""
    random = np.random.default_rng(2)
    records = []
    for _ in range(count):
        rate, drop = random.gamma(0.6, 1 / 5), random.beta(0.8, 2.4)
        x, last, now = 0, 0.0, 0.0
        while True:
            now += random.exponential(1 / rate)
            if now > 39:
                break
            x, last = x + 1, now
            if random.random() < drop:
                break
        records.append((x, round(last, 1), 39.0))
    frame = pd.DataFrame(records, columns=["repeat_purchase_count", "recency_weeks", "age_weeks"])
    return frame.assign(split_name="test")


def test_bg_nbd_agrees_with_lifetimes() -> None:
    frame = histories()
    fit = fit_bg_nbd(pa.Table.from_pandas(frame, preserve_index=False)).to_pylist()[0]
    peer = BetaGeoFitter().fit(
        frame["repeat_purchase_count"], frame["recency_weeks"], frame["age_weeks"]
    )
    for name in ("r", "alpha", "a", "b"):
        assert fit[name] == pytest.approx(peer.params_[name], rel=5e-3), name
    assert fit["customer_count"] == len(frame)


def test_bg_nbd_of_nobody_who_returned_stays_finite() -> None:
    frame = histories().assign(repeat_purchase_count=0, recency_weeks=0.0)
    fit = fit_bg_nbd(pa.Table.from_pandas(frame, preserve_index=False)).to_pylist()[0]
    assert all(np.isfinite(fit[name]) for name in ("r", "alpha", "a", "b"))


def test_bg_nbd_of_no_rows_is_an_empty_table_with_types() -> None:
    empty = pa.Table.from_pandas(histories().iloc[:0], preserve_index=False)
    assert fit_bg_nbd(empty).schema == PARAMETERS_SCHEMA
