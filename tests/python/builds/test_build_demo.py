"""The default build: what came out, against the truth that the generator planted."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from conftest import Build
from lifelines import CoxPHFitter
from scipy.stats import spearmanr

from karat.demo import simulate
from karat.horizons import HORIZONS
from karat.when.cox import PENALIZER

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def planted(demo: Build) -> pd.DataFrame:
    """Join the Cox model's backtest to each customer's real chance, by the private identities.

    The folds are left out: a few months of history calibrate nothing.
    """
    with demo.connect() as connection:
        predicted = connection.sql(
            """
            select full_name, backtest.*
            from evaluation.next_purchase_backtest as backtest
            inner join private.customer_identities using (customer_id)
            where model_name = 'cox' and split_name in ('validation', 'test', 'customer_holdout')
            """
        ).df()
    shop = simulate()
    truth = pd.concat(
        shop.customers_truth(day)
        for day in pd.to_datetime(predicted["as_of_date"]).dt.date.unique()
    ).rename(columns={"FullName": "full_name"})
    for frame in (predicted, truth):
        frame["as_of_date"] = pd.to_datetime(frame["as_of_date"])
    joined = predicted.merge(truth, on=["full_name", "as_of_date"], suffixes=("", "_planted"))
    assert len(joined) > 0.98 * len(predicted)
    return joined


def test_every_row_of_the_export_is_accounted_for(demo: Build) -> None:
    with demo.connect_published() as connection:
        loads = connection.sql("select * exclude (source_file) from staging.load_reconciliation")
        rows = loads.df().iloc[0]
        sales = connection.sql("select count(*), sum(price) from marts.fct_sales").fetchall()[0]
    assert rows["rows_read"] == 39_480
    assert rows["rows_accepted"] + rows["rows_rejected"] == 39_480
    assert sales == (rows["rows_accepted"], rows["amount_accepted"])


def test_everything_made_from_the_demo_says_that_it_is_synthetic(demo: Build) -> None:
    with demo.connect_published() as connection:
        tables = connection.sql(
            "select table_schema || '.' || table_name from information_schema.tables"
        ).fetchall()
        # The demo has nobody unusual and nothing left out: the tables that tell of those are empty.
        filled = 0
        for (table,) in tables:
            said = connection.sql(f"select distinct is_synthetic from {table}").fetchall()
            assert said in ([(True,)], []), table
            filled += bool(said)
        assert filled >= 20
    assert "SYNTHETIC" in demo.output


def test_nothing_private_is_published(demo: Build) -> None:
    with demo.connect() as connection:
        people = connection.sql("select phone, full_name from private.customer_identities").df()
    published = demo.published.read_bytes()
    for value in [*people["phone"].dropna()[:300], *people["full_name"].dropna()[:300]]:
        assert str(value).encode() not in published
    with demo.connect_published() as connection:
        columns = connection.sql(
            "select lower(column_name) from information_schema.columns"
        ).fetchall()
    assert not {"phone", "full_name", "fullname", "first_name"} & {name for (name,) in columns}


def test_every_published_table_and_column_says_what_it_is(demo: Build) -> None:
    with demo.connect_published() as connection:
        silent = connection.execute(
            "select schema_name, table_name, '' from duckdb_tables() where comment is null"
            " union all select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal and coalesce(comment, '') = ''"
        ).fetchall()
    assert silent == []


def test_no_phone_or_name_reaches_logs_and_compiled_sql(demo: Build) -> None:
    with demo.connect() as connection:
        people = connection.sql("select phone, full_name from private.customer_identities").df()
    written = [
        path.read_text(errors="ignore")
        for folder in ("target", "logs")
        for path in (demo.folder / folder).rglob("*")
        if path.is_file() and path.suffix in {".sql", ".log", ".json", ".py"}
    ]
    text = "\n".join([demo.output, *written])
    assert "Демо-0" not in text
    # A duration of 17 digits has every number sooner or later, and no phone follows a point.
    text = re.sub(r"(?<=\d)\.\d+", ".", text)
    assert not [phone for phone in people["phone"].dropna()[:2000] if phone[2:] in text]
    assert "karat-default-salt" not in text


@pytest.mark.parametrize("horizon", [30, 60, 90])
def test_cox_ranks_customers_as_planted(planted: pd.DataFrame, horizon: int) -> None:
    """The observer knows the generator's rules and the past; nobody can rank as the truth does."""
    predicted = f"probability_{horizon}d"
    for _, split in planted.groupby("split_name"):
        observer = spearmanr(split[predicted], split[f"observer_{predicted}"]).statistic
        truth = spearmanr(split[predicted], split[f"{predicted}_planted"]).statistic
        assert observer > 0.9
        assert truth > 0.4


def test_cox_is_calibrated_to_the_planted_chances_by_decile(planted: pd.DataFrame) -> None:
    for _, split in planted.groupby("split_name"):
        order = split["probability_90d"].rank(method="first")
        deciles = split.groupby(pd.qcut(order, 10, labels=False))[
            ["probability_90d", "probability_90d_planted"]
        ].mean()
        gap = (deciles["probability_90d"] - deciles["probability_90d_planted"]).abs()
        assert (gap < 0.05).all(), deciles


def test_sql_scores_are_those_of_lifelines(demo: Build) -> None:
    with demo.connect() as connection:
        rows = connection.sql(
            "select * from features.survival_training_rows where split_name = 'test'"
            " order by customer_id, as_of_date"
        ).df()
        scored = connection.sql(
            """
            select covariates.*, scores.* exclude (customer_id, as_of_date, split_name)
            from evaluation.next_purchase_backtest as scores
            inner join features.survival_covariates as covariates using (customer_id, as_of_date)
            where split_name = 'test' and model_name = 'cox'
            order by customer_id
            limit 2000
            """
        ).df()
    terms = list(rows.columns.drop(["split_name", "customer_id", "as_of_date"]))
    terms = [term for term in terms if term not in ("duration_days", "is_purchase")]
    fitter = CoxPHFitter(penalizer=PENALIZER).fit(
        rows[[*terms, "duration_days", "is_purchase"]].astype({"is_purchase": int}),
        duration_col="duration_days",
        event_col="is_purchase",
    )
    expected = 1 - fitter.predict_survival_function(scored[terms], times=HORIZONS).T
    found = scored[[f"probability_{horizon}d" for horizon in HORIZONS]]
    np.testing.assert_allclose(found.to_numpy(), expected.to_numpy(), atol=1e-8)


def test_list_probabilities_add_up_to_the_hits(demo: Build) -> None:
    with demo.connect() as connection:
        totals = (
            connection.sql(
                """
            select sum(probability) as expected, count(outcomes.item_id) as hits
            from evaluation.next_items_backtest as backtest
            left join features.next_items_outcomes as outcomes
                using (split_name, customer_id, item_id)
            where split_name = 'test' and model_name = 'als_archetype'
            """
            )
            .df()
            .iloc[0]
        )
    assert 0.5 < totals["expected"] / totals["hits"] < 2
