"""Lines of long fits, and silence of short ones."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from dbt.adapters.duckdb.plugins import BasePlugin

import karat.plugin
import karat.progress
from karat.progress import Progress
from karat.what.als import ITERATIONS, fit_als
from karat.what.ranker import fit_ranker
from karat.what.taste_classes import fit_tastes
from karat.when.bg_nbd import fit_bg_nbd
from karat.when.cox import fit_cox
from karat.when.hazard_fit import fit_hazard

CUSTOMERS = 400


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "karat")
    return caplog


def test_a_line_comes_every_ten_seconds_and_none_before(said: pytest.LogCaptureFixture) -> None:
    now = iter([100.0, 101.0, 109.9, 110.0, 119.0, 121.0])
    progress = Progress("als_factors", clock=lambda: next(now))
    for step in range(1, 6):
        progress.at("split test, items", step, 15)
    # dbt's adapters may listen to the library's logger by now: only what it said itself counts.
    lines = [record.getMessage() for record in said.records if record.name == "karat.progress"]
    assert lines == [
        "als_factors, split test, items: step 3 of 15, 10 s so far",
        "als_factors, split test, items: step 5 of 15, 21 s so far",
    ]


FEATURES = ["days_since_last_purchase", "tenure_days", "usual_gap_days", "usual_gap_elapsed_share"]


def rows() -> pd.DataFrame:
    random = np.random.default_rng(1)
    since = random.integers(1, 300, CUSTOMERS)
    return pd.DataFrame(
        {
            "split_name": "test",
            "customer_id": [f"c{number:04}" for number in range(CUSTOMERS)],
            "as_of_date": pd.Timestamp("2024-06-01").date(),
            "split_as_of_date": pd.Timestamp("2024-12-01").date(),
            "duration_days": random.integers(1, 91, CUSTOMERS),
            "is_purchase": random.random(CUSTOMERS) < 0.5,
            "days_since_last_purchase": since,
            "tenure_days": since + random.integers(0, 300, CUSTOMERS),
            "usual_gap_days": random.integers(10, 100, CUSTOMERS),
            "usual_gap_elapsed_share": random.random(CUSTOMERS),
        }
    )


def hazard() -> pa.Table:
    days = pd.date_range("2024-01-01", "2024-12-01").date
    shop = {"purchase_date": days, "purchase_count": 3, "first_purchase_count": 1}
    shop_days = pa.Table.from_pandas(pd.DataFrame(shop))
    return fit_hazard(pa.Table.from_pandas(rows()), shop_days, FEATURES)


def cox() -> pa.Table:
    return fit_cox(pa.Table.from_pandas(rows()), FEATURES)


def bg_nbd() -> pa.Table:
    histories = rows()[["split_name"]].assign(
        repeat_purchase_count=1, recency_weeks=4.0, age_weeks=20.0
    )
    return fit_bg_nbd(pa.Table.from_pandas(histories))


def bought() -> pd.DataFrame:
    traits = rows().index % 7
    return rows()[["split_name", "as_of_date", "customer_id"]].assign(
        role="test",
        item_id=[f"i{number}" for number in traits],
        archetype=[f"a{number}" for number in traits],
        **{trait: [f"t{number % 3}" for number in traits] for trait in TRAITS},
        item_count=2,
        purchase_count=2,
    )


TRAITS = ("category", "metal", "price_tier")


def als() -> pa.Table:
    return fit_als(pa.Table.from_pandas(bought()))


def tastes() -> pa.Table:
    return fit_tastes(pa.Table.from_pandas(bought()))


def ranker() -> pa.Table:
    pairs = bought()[["split_name", "role", "customer_id", "item_id"]].assign(
        is_bought=rows()["is_purchase"], feature=rows()["tenure_days"].astype(float)
    )
    return fit_ranker(pa.Table.from_pandas(pairs, preserve_index=False), ["feature"])


FITS = [
    (als, f"als_factors, split test, archetypes: step {ITERATIONS} of {ITERATIONS}"),
    (bg_nbd, "bg_nbd_fit, split test: step 1 of 1"),
    (cox, "cox_fit, split test: step 1 of 1"),
    (hazard, "hazard_fit, split test without the season: step 200 of 200"),
    (ranker, "item_ranker_fit, split test: step 80 of 80"),
    (tastes, "taste_classes, split test: step 60 of 60"),
]


@pytest.mark.parametrize(("fit", "last"), FITS)
def test_each_fit_tells_its_steps_and_stays_what_it_was(
    fit, last, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = fit()
    assert said.messages == []
    monkeypatch.setattr(karat.progress, "SECONDS_BETWEEN", 0)
    assert fit().equals(quiet)
    assert any(message.startswith(last) for message in said.messages)


def test_the_lines_go_to_dbts_own_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []

    class Log:
        info = staticmethod(lines.append)

    monkeypatch.setattr(karat.plugin, "_log", Log)
    for _ in range(2):
        BasePlugin.create("karat.plugin", alias="karat")
    Progress("cox_fit", clock=iter([0.0, 30.0]).__next__).at("split test", 1, 8)
    assert lines == ["cox_fit, split test: step 1 of 8, 30 s so far"]
