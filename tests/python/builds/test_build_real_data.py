"""Builds on public sales logs of other shapes than a jeweller's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import WITH_DATA_TESTS, Build, run_dbt, shared
from lifetimes import BetaGeoFitter

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def uci(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return run_dbt(
        tmp_path_factory.mktemp("uci"),
        *WITH_DATA_TESTS,
        sales=shared("uci_online_retail_2010.parquet"),
        variables={"validation_start": "2010-06-01", "test_start": "2010-09-01"},
    ).passed()


@pytest.fixture(scope="module")
def cdnow_sample(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return run_dbt(
        tmp_path_factory.mktemp("cdnow_sample"),
        *WITH_DATA_TESTS,
        sales=shared("cdnow_sample.parquet"),
        variables={"validation_start": "1997-10-01", "test_start": "1998-01-01"},
    ).passed()


def test_uci_is_read_to_the_last_row(uci: Build) -> None:
    with uci.connect_published() as connection:
        (loaded,) = connection.sql(
            "select rows_read, rows_accepted, rows_not_sales, rows_rejected"
            " from staging.load_reconciliation"
        ).fetchall()
    assert loaded == (499_942, 487_220, 9_269, 3_453)


def test_uci_scores_every_known_customer(uci: Build) -> None:
    with uci.connect_published() as connection:
        ((scored, lists),) = connection.sql(
            "select (select count(*) from marts.customer_next_purchase),"
            " (select count(distinct customer_id) from marts.customer_next_items)"
        ).fetchall()
    assert 4_100 < scored < 4_400
    assert lists == scored


@pytest.mark.parametrize("table", ["next_purchase_metrics", "next_item_metrics"])
@pytest.mark.parametrize("split", ["validation", "test"])
def test_uci_measures_both_tasks_on_both_splits(uci: Build, table: str, split: str) -> None:
    with uci.connect_published() as connection:
        metrics = connection.sql(
            f"select * from evaluation.{table} where split_name = '{split}'"
        ).df()
    assert metrics["model_name"].nunique() >= 3
    assert metrics[["baseline_value", "ceiling_value"]].notna().mean().min() > 0.8


def test_uci_has_no_metals_but_categories_of_its_own_words(uci: Build) -> None:
    with uci.connect_published() as connection:
        items = connection.sql("select category, metal from marts.dim_items").df()
    assert set(items["metal"]) == {"unknown"}
    assert {"mug", "candle", "bag"} <= set(items["category"])


def test_one_item_does_not_break_the_recommenders(cdnow_sample: Build) -> None:
    with cdnow_sample.connect_published() as connection:
        ranks = connection.sql(
            "select distinct rank, item_name from marts.customer_next_items"
        ).fetchall()
        ((rows_read,),) = connection.sql(
            "select rows_read from staging.load_reconciliation"
        ).fetchall()
    assert ranks == [(1, "CD")]
    assert rows_read == 6_919


def test_bg_nbd_has_the_parameters_of_the_literature(cdnow_sample: Build) -> None:
    with cdnow_sample.connect() as connection:
        fitted = connection.sql(
            "select r, alpha, a, b from predictions.bg_nbd_parameters"
            " where split_name = 'validation'"
        ).fetchall()[0]
    assert [round(value, 3) for value in fitted] == [0.243, 4.414, 0.793, 2.426]


def test_bg_nbd_probabilities_are_those_of_lifetimes(cdnow_sample: Build) -> None:
    with cdnow_sample.connect() as connection:
        parameters = (
            connection.sql(
                "select r, alpha, a, b from predictions.bg_nbd_parameters"
                " where split_name = 'validation'"
            )
            .df()
            .iloc[0]
        )
        scores = connection.sql(
            """
            select *
            from predictions.next_purchase_scores__bg_nbd
            inner join predictions.bg_nbd_histories using (split_name, as_of_date, customer_id)
            where split_name = 'validation'
            order by horizon_days, customer_id
            """
        ).df()
    fitter = BetaGeoFitter()
    fitter.params_ = pd.Series(parameters)
    # Given alive, purchases follow an NBD with the customer's own shape and rate.
    for horizon, rows in scores.groupby("horizon_days"):
        x, recency, age = (
            rows[name].to_numpy(dtype=float)
            for name in ("repeat_purchase_count", "recency_weeks", "age_weeks")
        )
        alive = fitter.conditional_probability_alive(x, recency, age)
        none = ((parameters.alpha + age) / (parameters.alpha + age + horizon / 7)) ** (
            parameters.r + x
        )
        np.testing.assert_allclose(rows["probability"], alive * (1 - none), rtol=1e-9)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    build = run_dbt(tmp_path, "build", "--select", "+sale_records", sales=tmp_path / "none.csv")
    assert build.returncode != 0
    assert "none.csv" in build.output
    assert "KARAT_SALES" in build.output
