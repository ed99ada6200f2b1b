"""What a family may take, what it took, and the tables that a tournament ends with."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pytest
from fits import FITS

from karat.modelling.budget import Budget, OverBudgetError
from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.tournament import SECONDS_BETWEEN, Cost, Costs, main, process_megabytes, report

SCHEMA = pa.schema([("split_name", pa.string()), ("value", pa.int64()), FAILURE])


def test_a_family_over_budget_is_set_aside_from_the_split_that_is_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", "slow=0")

    def work(name: str, seconds: float) -> pa.Table:
        time.sleep(seconds)
        return pa.table({"split_name": [name], "value": [1]})

    splits = [("test", 0.01), ("validation", 0.0)]
    made = each_split("slow_fit", splits, work, SCHEMA)
    reason = "OverBudget: took longer than the 0 s that KARAT_FAMILY_SECONDS gives it"
    assert made["failure"].to_pylist() == [reason, reason]
    assert each_split("quick_fit", splits, work, SCHEMA)["failure"].null_count == 2


@pytest.mark.parametrize("table", ["xgboost_fit", "next_purchase_scores__xgboost"])
def test_a_budget_is_of_the_family_whose_table_is_made(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", "1800 xgboost=60")
    now = [0.0]
    budget = Budget(table, clock=lambda: now[0])
    now[0] = 60.0
    budget.check()
    now[0] = 60.1
    with pytest.raises(OverBudgetError, match="longer than the 60 s"):
        budget.check()


def test_a_fit_is_stopped_at_a_step_in_its_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    """ALS tells its steps; the next step after its time is its last."""
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", "0")
    with pytest.raises(OverBudgetError):
        Progress("als_factors").at("split test", 1, 15)
    fit = FITS["als_factors"]
    assert all(text.startswith("OverBudget: ") for text in fit()["failure"].to_pylist())


def event(name: str, path: str, seconds: float = 0.0, kind: str = "model") -> SimpleNamespace:
    node = SimpleNamespace(unique_id=path, node_path=path, resource_type=kind)
    data = SimpleNamespace(node_info=node, run_result=SimpleNamespace(execution_time=seconds))
    return SimpleNamespace(info=SimpleNamespace(name=name), data=data)


def test_costs_are_added_up_by_family() -> None:
    held = [100.0]
    costs = Costs(memory=lambda: held[0])
    fit, scores = "when/cox/cox_fit.py", "when/cox/next_purchase_scores__cox.sql"
    costs(event("NodeStart", fit))
    time.sleep(2 * SECONDS_BETWEEN)
    held[0] = 350.0
    time.sleep(2 * SECONDS_BETWEEN)
    held[0] = 120.0
    costs(event("NodeFinished", fit, 2.0))
    costs(event("NodeStart", scores))
    costs(event("NodeFinished", scores, 0.5))
    costs(event("NodeStart", "marts/dim_items.sql"))
    costs(event("NodeFinished", "marts/dim_items.sql", 9.0))
    costs(event("NodeStart", fit, kind="test"))
    costs(event("LogModelResult", fit))
    assert costs.by_family == {"cox": Cost(seconds=2.5, megabytes=250.0)}


def test_the_process_tells_its_memory_where_the_system_does() -> None:
    held = process_megabytes()
    assert held is None or 10 < held < 100_000


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    warehouse = tmp_path / "tournament.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema evaluation")
        connection.execute(
            "create table evaluation.model_leaderboard as from (values"
            " ('next_purchase', 'validation', 'cox', 0.1, true),"
            " ('next_purchase', 'test', 'cox', 0.2, true),"
            " ('next_purchase', 'validation', 'slow', null, false),"
            " ('next_items', 'test', 'als', 0.01, true)"
            ") as rows (task, split_name, model_name, metric_value, is_champion)"
        )
        connection.execute(
            "create table evaluation.next_purchase_metrics as from (values"
            " ('validation', 'cox', 'integrated_brier_skill', 90, 0.1234567, 0.1, 0.15),"
            " ('test', 'cox', 'integrated_brier_skill', 90, 0.2, 0.1, 0.3),"
            " ('test', 'cox', 'integrated_brier_skill', 60, 0.9, 0.1, 0.3),"
            " ('test', 'cox', 'auc', 90, 0.9, 0.1, 0.3)"
            ") as rows (split_name, model_name, metric_name, horizon_days, metric_value,"
            " ci_lower, ci_upper)"
        )
        connection.execute(
            "create table evaluation.next_item_metrics as from (values"
            " ('test', 'als', 'precision', 'item', 10, 0.01, 0.0, 0.02),"
            " ('test', 'als', 'precision', 'archetype', 10, 0.25, 0.2, 0.3)"
            ") as rows (split_name, model_name, metric_name, item_level, k, metric_value,"
            " ci_lower, ci_upper)"
        )
        connection.execute(
            "create table evaluation.family_health as select 'slow' as model_name,"
            " 'test' as split_name, false as is_healthy, 'OverBudget: too long' as reason"
        )
    return warehouse


def test_the_tables_hold_quality_beside_cost(judged: Path) -> None:
    lines = list(report(judged, {"cox": Cost(12.6, 250.4)}))
    rows = [line for line in lines if line.startswith("| ") and "family" not in line]
    assert rows == [
        "| **cox** | 0.1235 | 0.1000 to 0.1500 | 0.2000 | 13 | 250 |",
        "| slow | none | none to none | none | 0 | 0 |",
        "| **als** | none | none to none | 0.0100 | 0 | 0 |",
        "| **als** | none | none to none | 0.2500 | 0 | 0 |",
    ]
    assert lines[-1] == "slow is set aside in split test: OverBudget: too long."
    assert not [line for line in lines if line.startswith("No family is judged")]


def test_a_window_that_is_not_over_is_named(judged: Path) -> None:
    with duckdb.connect(str(judged)) as connection:
        connection.execute("delete from evaluation.next_purchase_metrics where split_name = 'test'")
        connection.execute("update evaluation.next_item_metrics set split_name = 'validation'")
    lines = list(report(judged, {}))
    named = [line for line in lines if line.startswith("No family is judged in split test:")]
    assert len(named) == 1
    assert not [line for line in lines if "judged in split validation" in line]


def test_a_budget_that_is_no_number_stops_a_tournament_before_it_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", "long")
    assert main(["build"]) == 2
    assert "KARAT_FAMILY_SECONDS says 'long'" in capsys.readouterr().err
