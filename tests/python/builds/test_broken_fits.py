"""Fits that are held against the active version's on a window that has moved on."""

from __future__ import annotations

import duckdb
import pytest
from conftest import MODELS_ONLY, Build, run_dbt

pytestmark = pytest.mark.build

LEARNED = ("bg_nbd", "cox", "hazard", "blend")
JUDGED = "next_purchase_predictions+,+version_activations"
"""All between the scores of the timing families and the comparison of versions."""


@pytest.fixture(scope="module")
def moved(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Copy the demo's build as if a version before it had been judged on a month before."""
    copied = demo.copied_to(tmp_path_factory.mktemp("broken_fits"))
    change(
        copied,
        "update registry.version_activations set version = 'before',"
        " validation_start = validation_start - interval 1 month",
    )
    return copied


def change(build: Build, statement: str) -> None:
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(statement)


def test_a_month_later_a_fit_like_the_last_one_becomes_active(moved: Build) -> None:
    registry = "version_activations model_registry"
    run_dbt(moved.folder, *MODELS_ONLY, "--select", registry).passed()
    with moved.connect() as connection:
        ((compared_with,),) = connection.sql(
            "select compared_with from registry.version_activations where not is_published"
        ).fetchall()
    assert compared_with == "before"
    asked = run_dbt(moved.folder, "run-operation", "say_which_version_predicts").passed()
    assert (
        "whose lead over the baseline is not clearly smaller than that of before, on another"
        in " ".join(asked.output.split())
    )


def test_a_month_later_a_fit_that_confuses_its_customers_is_stopped(moved: Build) -> None:
    for model in LEARNED:
        change(
            moved,
            f"""
            update predictions.next_purchase_scores__{model} as scores
            set customer_id = shuffled.other_id
            from (
                select
                    split_name, customer_id,
                    lead(customer_id, 1, first_id) over (
                        partition by split_name order by hash(customer_id), customer_id
                    ) as other_id
                from (
                    select split_name, customer_id, first_value(customer_id) over (
                        partition by split_name order by hash(customer_id), customer_id
                    ) as first_id
                    from predictions.next_purchase_scores__{model}
                    where horizon_days = 90
                )
            ) as shuffled
            where scores.split_name = shuffled.split_name
                and scores.customer_id = shuffled.customer_id
            """,
        )
    stopped = run_dbt(moved.folder, *MODELS_ONLY, "--select", JUDGED)
    assert stopped.returncode != 0
    said = " ".join(stopped.output.split())
    assert "The new fit (next_purchase) is worse than the active version before: its lead" in said
    assert "over the baseline base_rate (integrated_brier_skill) is at most 0.0 in any" in said
    assert "Readers keep the last publication" in said
    with moved.connect() as connection:
        assert connection.sql(
            "select version from registry.version_activations where is_published"
        ).fetchall() == [("before",)]
