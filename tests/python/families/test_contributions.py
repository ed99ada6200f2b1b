"""Why a customer: contributions are computed for what people are served, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import MODELS_ONLY, QUICK, Build, run_dbt

pytestmark = pytest.mark.build

SERVED = "next_purchase_champion_scores+,+next_purchase_reasons"
"""All between the predictions that people get and the reasons for them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small: Build) -> Path:
    """Copy a build, so that the tests may have another family served."""
    folder = tmp_path_factory.mktemp("contributions")
    small.copied_to(folder)
    return folder


@pytest.mark.parametrize(
    ("champion", "told"),
    [
        ("blend", {"cox", "hazard"}),
        ("hazard", {"hazard"}),
        ("cox", {"cox"}),
        ("bg_nbd", set()),
        ("base_rate", set()),
    ],
)
def test_contributions_are_made_for_what_is_served(
    folder: Path, champion: str, told: set[str]
) -> None:
    warehouse = folder / "warehouse" / "karat.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            f"update predictions.next_purchase_champion set model_name = '{champion}'"
        )
    run_dbt(folder, *MODELS_ONLY, "--select", SERVED, variables=QUICK).passed()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((customers,),) = connection.sql("select count(*) from marts.dim_customers").fetchall()
        for family in ("cox", "hazard"):
            table = f"predictions.{family}_contributions"
            ((found,),) = connection.sql(
                f"select count(distinct customer_id) from {table}"
            ).fetchall()
            assert found == (customers if family in told else 0), family
        assert connection.sql(
            "select model_name, count(distinct customer_id)"
            " from predictions.next_purchase_contributions group by all"
        ).fetchall() == ([(champion, customers)] if told else [])
        # Everybody has a reason all the same, of the family that is served.
        assert connection.sql(
            "select model_name, count(*), count(reason), count(reason_ru)"
            " from predictions.next_purchase_reasons group by all"
        ).fetchall() == [(champion, customers, customers, customers)]
