"""The semantic layer, through MetricFlow's own command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import PROJECT, Build

pytestmark = pytest.mark.build


def finish(build: Build, *command: str) -> tuple[int, str]:
    """Run a command of the environment; returns its exit code and all that it said."""
    finished = subprocess.run(
        [Path(sys.executable).with_name(command[0]).as_posix(), *command[1:]],
        cwd=PROJECT,
        env=os.environ | {"KARAT_WAREHOUSE": str(build.warehouse), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.returncode, finished.stdout + finished.stderr


def run(build: Build, *command: str) -> str:
    code, output = finish(build, *command)
    assert code == 0, output[-4000:]
    return output


@pytest.fixture(scope="module", autouse=True)
def manifest(small: Build) -> None:
    """Lay what `mf` reads in the one place where it looks for it."""
    (PROJECT / "target").mkdir(exist_ok=True)
    shutil.copy(small.folder / "target" / "semantic_manifest.json", PROJECT / "target")


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


def test_growth_is_over_the_whole_month_before(small: Build, tmp_path: Path) -> None:
    asked = ("--metrics", "revenue_growth", "--group-by", "item__category,metric_time__month")
    growth = query(small, tmp_path, *asked)
    with small.connect() as connection:
        by_hand = connection.sql(
            """
            with months as (
                select category, date_trunc('month', sale_date) as sale_month, sum(price) as revenue
                from marts.fct_sales inner join marts.dim_items using (item_id)
                where taken_back_on is null
                group by all
            )
            select months.category, months.sale_month, months.revenue / before.revenue - 1 as growth
            from months inner join months as before
                on months.category = before.category
                    and months.sale_month = before.sale_month + interval 1 month
            """
        ).df()
    growth["month"] = growth["metric_time__month"].str[:10]
    found = growth.dropna().set_index(["item__category", "month"])["revenue_growth"]
    expected = {
        (row.category, str(row.sale_month)[:10]): row.growth for row in by_hand.itertuples()
    }
    assert len(expected) > 20
    assert found.to_dict() == pytest.approx(expected)


def test_growth_has_no_day_and_no_quarter(small: Build, tmp_path: Path) -> None:
    by_day = ("--metrics", "revenue_growth", "--group-by", "metric_time__day")
    code, said = finish(small, "mf", "query", *by_day)
    assert code != 0
    assert "metric_time__month" in said  # what can be asked instead
    by_quarter = ("--metrics", "revenue_growth,revenue", "--group-by", "metric_time__quarter")
    quarters = query(small, tmp_path, *by_quarter)
    assert quarters["revenue"].notna().sum() > 2
    assert quarters["revenue_growth"].isna().all()


def test_money_can_be_read_as_people_write_it(small: Build) -> None:
    said = run(small, "mf", "query", "--metrics", "revenue", "--decimals", "2")
    with small.connect() as connection:
        ((revenue,),) = connection.sql(
            "select sum(price) from marts.fct_sales where taken_back_on is null"
        ).fetchall()
    assert f"{revenue:.2f}" in said
