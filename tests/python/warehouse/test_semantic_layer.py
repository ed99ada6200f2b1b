"""The semantic layer, through MetricFlow's own command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import PROJECT, Build

pytestmark = pytest.mark.build


def run(build: Build, *command: str) -> str:
    finished = subprocess.run(
        [Path(sys.executable).with_name(command[0]).as_posix(), *command[1:]],
        cwd=PROJECT,
        env=os.environ | {"KARAT_WAREHOUSE": str(build.warehouse), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    output = finished.stdout + finished.stderr
    assert finished.returncode == 0, output[-4000:]
    return output


@pytest.fixture(scope="module", autouse=True)
def manifest(small: Build) -> None:
    """Write what `mf` reads to the one place where it looks for it."""
    run(small, "dbt", "parse", "--quiet")


def query(build: Build, folder: Path, *arguments: str) -> pd.DataFrame:
    path = folder / "answer.csv"
    run(build, "mf", "query", *arguments, "--csv", str(path))
    return pd.read_csv(path)


def test_every_metric_can_be_queried(small: Build) -> None:
    assert "ERRORS: 0" in run(small, "mf", "validate-configs")


def test_metrics_are_those_of_the_tables(small: Build, tmp_path: Path) -> None:
    sales = query(
        small,
        tmp_path,
        *("--metrics", "revenue,purchases,average_order_value"),
        *("--group-by", "item__category", "--order", "item__category"),
    )
    predicted = query(small, tmp_path, "--metrics", "expected_buyers_30d,expected_revenue_90d")
    with small.connect() as connection:
        by_hand = connection.sql(
            """
            select
                category,
                sum(price)::double as revenue,
                count(distinct (customer_id, sale_date)) filter (where customer_id is not null)
                    as purchases
            from marts.fct_sales inner join marts.dim_items using (item_id)
            group by category order by category
            """
        ).df()
        expected = connection.sql(
            "select sum(probability_30d), sum(expected_revenue_90d)"
            " from marts.customer_next_purchase"
        ).fetchall()[0]
    assert list(sales["item__category"]) == list(by_hand["category"])
    assert sales["revenue"].to_numpy() == pytest.approx(by_hand["revenue"].to_numpy())
    assert list(sales["purchases"]) == list(by_hand["purchases"])
    assert tuple(predicted.iloc[0]) == pytest.approx(expected)
