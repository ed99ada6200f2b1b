"""Lists in the backtests of a shop with more customers than are to be judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MODELS_ONLY, Build, run_dbt

MOST = 100
"""Below the small shop's buyers and its others in either window."""

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def drawn(small: Build, small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Make the lists and metrics of the small build anew, for a sample."""
    build = small.copied_to(tmp_path_factory.mktemp("drawn"))
    run = run_dbt(
        build.folder,
        *(*MODELS_ONLY, "--select", "listed_customers+", "--exclude", "fitted_parameters+"),
        sales=small_export,
        variables={"max_judged_customers": MOST},
    )
    return run.passed()


def rows(build: Build, sql: str) -> list[tuple[object, ...]]:
    with build.connect() as connection:
        return connection.sql(sql).fetchall()


def test_everybody_has_a_list_today_and_so_many_of_either_in_a_backtest(
    drawn: Build, small: Build
) -> None:
    listed = (
        "select split_name, buyers.customer_id is not null as is_buyer, count(*), sum(weight)"
        " from features.listed_customers left join"
        " (select distinct split_name, customer_id from features.next_items_outcomes) as buyers"
        " using (split_name, customer_id) group by all"
    )
    everybody = {(split, buyer): count for split, buyer, count, _ in rows(small, listed)}
    for split, buyer, count, stood_for in rows(drawn, listed):
        known = everybody[split, buyer]
        assert count == (known if split == "today" else min(known, MOST))
        assert stood_for == pytest.approx(known)
    assert min(everybody.values()) > MOST


def test_every_family_is_healthy_over_those_who_are_listed(drawn: Build) -> None:
    found = rows(
        drawn,
        "select distinct split_name, is_healthy, rows_expected from evaluation.family_health"
        " where task = 'next_items' and split_name <> 'today' order by all",
    )
    assert found == [(split, True, 2 * MOST) for split in ("calibration", "test", "validation")]


def test_a_list_is_the_same_whoever_else_gets_one(drawn: Build, small: Build) -> None:
    lists = (
        "select model_name, split_name, customer_id, list(item_id order by rank)"
        " from predictions.next_items_predictions group by all"
    )
    before = {row[:3]: row[3] for row in rows(small, lists)}
    after = rows(drawn, lists)
    assert len(before) > len(after) > 1000
    others = [row[:3] for row in after if before[row[:3]] != row[3]]
    # A product of factors may differ in its last bit with the rows of its matrix.
    assert {model for model, _, _ in others} <= {"als", "als_archetype"}
    assert len(others) < 0.03 * len(after)


def test_metrics_count_those_who_were_drawn_and_their_intervals_widen(
    drawn: Build, small: Build
) -> None:
    metrics = (
        "select model_name, split_name, metric_name, customer_count, ci_upper - ci_lower"
        " from evaluation.next_item_metrics where item_level = 'category' and k = 10"
        " and metric_name in ('precision', 'recall', 'ndcg') order by all"
    )
    widened = 0.0
    for one, other in zip(rows(drawn, metrics), rows(small, metrics), strict=True):
        assert one[:3] == other[:3]
        assert one[3] == MOST < other[3]
        widened += float(one[4]) / float(other[4]) / len(rows(small, metrics))
    assert widened > 1.2


def test_what_is_told_of_everybody_is_about_what_everybodys_lists_tell(
    drawn: Build, small: Build
) -> None:
    """Sums over all lists, from a few of them: with each counted once they would be a fifth."""
    expected = (
        "select split_name, model_name, sum(expected_buyer_count) from"
        " predictions.next_items_hit_shares where rank = 1 group by all order by all"
    )
    for one, other in zip(rows(drawn, expected), rows(small, expected), strict=True):
        assert one[:2] == other[:2]
        assert one[2] == pytest.approx(other[2], rel=0.15)
