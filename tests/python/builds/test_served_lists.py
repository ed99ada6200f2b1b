"""Lists within what a shop can serve: limits by stock and by category, on a whole build's lists."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Build, run_dbt

LIMITS: dict[str, object] = {"lists_per_piece": 30, "most_of_a_category": 2}
MADE = (
    "next_items_places",
    "next_items_reserve",
    "next_items_allowed",
    "next_items_fill",
    "next_items_served",
    "next_items_reasons",
    "customer_next_items",
    "served_list_places",
    "served_list_measures",
    "served_list_costs",
)

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def limited(small: Build, small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Serve the lists of the small build anew, within limits, with their data tests."""
    folder = tmp_path_factory.mktemp("limited")
    (folder / "warehouse").mkdir()
    shutil.copy(small.warehouse, folder / "warehouse" / "karat.duckdb")
    chosen = ("--select", *MADE, "--exclude-resource-type", "unit_test")
    return run_dbt(folder, "build", *chosen, sales=small_export, variables=LIMITS).passed()


def test_without_limits_the_lists_are_the_champions(small: Build) -> None:
    with small.connect() as connection:
        different, listed = connection.sql(
            """
            with ranked as (
                select customer_id, rank, item_id, probability
                from predictions.next_items_lists
                inner join predictions.next_items_champion using (model_name)
                where split_name = 'today' and rank <= 10
            ),
            shown as (select customer_id, rank, item_id, probability from marts.customer_next_items)
            select
                (select count(*) from (from ranked except all from shown))
                + (select count(*) from (from shown except all from ranked)),
                (select count(*) from shown)
            """
        ).fetchall()[0]
        costs = connection.sql("select distinct difference from evaluation.served_list_costs")
        assert costs.fetchall() == [(0.0,)]
    assert different == 0
    assert listed > 1000


def test_no_item_stands_in_more_lists_than_its_pieces_allow(limited: Build, small: Build) -> None:
    most = """
        select max(list_count / greatest(1, units_sold_90d)) from (
            select item_id, count(*) as list_count from marts.customer_next_items group by item_id
        ) inner join features.item_features using (item_id)
        where split_name = 'today'
    """
    with small.connect() as connection:
        ((before,),) = connection.sql(most).fetchall()
    with limited.connect() as connection:
        ((after,),) = connection.sql(most).fetchall()
    assert before > 30
    assert after <= 30


def test_a_category_makes_room_for_others(limited: Build) -> None:
    with limited.connect() as connection:
        late, first = connection.sql(
            """
            select
                count(*) filter (where place > 2 and rank < last_within),
                count(*) filter (where place > 2)
            from (
                select *, max(case when place <= 2 then rank end) over (partition by customer_id)
                    as last_within
                from (
                    select customer_id, rank, row_number() over (
                        partition by customer_id, category order by rank
                    ) as place
                    from marts.customer_next_items
                )
            )
            """
        ).fetchall()[0]
    assert late == 0
    assert first > 0


def test_every_recommender_lists_twice_as_many(tmp_path: Path) -> None:
    said = ("ls", "--quiet", "--resource-type", "model", "--output", "json")
    listed = run_dbt(tmp_path, *said, "--output-keys", "name", "config", variables=LIMITS).passed()
    nodes = [json.loads(line) for line in listed.output.splitlines()]
    lengths = {node["name"]: node["config"].get("list_length") for node in nodes}
    assert set(lengths.values()) == {None, 20}
    assert lengths["next_items_scores__item_ranker"] == 20


def test_the_tables_say_what_it_costs(limited: Build, small: Build) -> None:
    ranked = "select metric_name, ranked_value from evaluation.served_list_costs where split_name"
    with small.connect() as connection:
        before = dict(connection.sql(f"{ranked} = 'validation'").fetchall())
        ((precision,),) = connection.sql(
            "select metric_value from evaluation.next_item_metrics"
            " inner join predictions.next_items_champion using (model_name)"
            " where split_name = 'validation' and metric_name = 'precision'"
            " and item_level = 'item' and k = 10"
        ).fetchall()
    assert before["precision"] == pytest.approx(precision)
    with limited.connect() as connection:
        assert dict(connection.sql(f"{ranked} = 'validation'").fetchall()) == before
        served = dict(
            connection.sql(
                "select metric_name, served_value from evaluation.served_list_costs"
                " where split_name = 'validation'"
            ).fetchall()
        )
    assert served["most_lists_per_piece"] <= 30 < before["most_lists_per_piece"]
    assert served["categories"] > 1.3 * before["categories"]
