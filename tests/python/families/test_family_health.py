"""A family's fault is its own: set aside, named and replaced, and the night goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from conftest import WITH_DATA_TESTS, Build, copy_project, run_dbt

from karat.modelling.splits import FAILURE, NotConvergedError, each_split, without_failures
from karat.when.cox import fit_cox

SCHEMA = pa.schema([("split_name", pa.string()), ("value", pa.int64()), FAILURE])


def doubled(split_name: str, value: int) -> pa.Table:
    if value < 0:
        raise ValueError("below zero\nand more that nobody reads")
    return pa.table({"split_name": [split_name], "value": [2 * value]})


@pytest.mark.parametrize("threads", [1, 3])
def test_a_split_that_fails_says_why_and_stops_no_other(threads: int) -> None:
    found = each_split("doubles", [("a", 1), ("b", -1), ("c", 3)], doubled, SCHEMA, threads)
    assert found.to_pylist() == [
        {"split_name": "a", "value": 2, "failure": None},
        {"split_name": "b", "value": None, "failure": "Value: below zero"},
        {"split_name": "c", "value": 6, "failure": None},
    ]
    assert without_failures(found)["split_name"].to_pylist() == ["a", "c"]


def test_no_splits_are_an_empty_table_with_types() -> None:
    assert each_split("doubles", [], doubled, SCHEMA).equals(SCHEMA.empty_table())


USED_THREADS = """
import threading
import numpy, pyarrow as pa
from threadpoolctl import threadpool_info
from karat.modelling.splits import FAILURE, each_split

def work(name, _):
    used.update(library["num_threads"] for library in threadpool_info())
    return pa.table({"split_name": [name]})

def first_model():
    each_split("nothing", splits, work, schema)
    is_done.set()
    is_over.wait()

used, is_done, is_over = set(), threading.Event(), threading.Event()
schema = pa.schema([("split_name", pa.string()), FAILURE])
splits = [(name, None) for name in "abcd"]
thread = threading.Thread(target=first_model)
thread.start()
is_done.wait()
import scipy.linalg, sklearn  # with a BLAS and an OpenMP of their own
each_split("nothing", splits, work, schema, threads=2)
is_over.set()
print(used)
"""


def test_work_keeps_the_libraries_to_one_thread() -> None:
    """BLAS counts by the process, OpenMP by the thread that calls: in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-c", USED_THREADS], capture_output=True, text=True, check=True
    )
    assert said.stdout == "{1}\n"


def test_rows_that_lack_a_column_are_a_failure_too() -> None:
    found = each_split("doubles", [("a", 1)], lambda *_: pa.table({"value": [1]}), SCHEMA)
    assert found["failure"].to_pylist()[0].startswith("Key")


def test_a_cox_fit_that_does_not_converge_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever buys at once is told apart by one covariate: its coefficient runs off."""
    rows = pd.DataFrame(
        {
            "split_name": "test",
            "customer_id": [str(number) for number in range(200)],
            "as_of_date": pd.Timestamp("2024-01-01"),
            "duration_days": [1] * 100 + [90] * 100,
            "is_purchase": [True] * 100 + [False] * 100,
            "tells": [1.0] * 100 + [0.0] * 100,
        }
    )
    monkeypatch.setattr("karat.when.cox.RARE_PENALIZER", 0.0)
    (failure,) = fit_cox(pa.Table.from_pandas(rows), ["tells"])["failure"].to_pylist()
    assert failure.startswith("NotConverged")
    assert NotConvergedError.__name__.startswith(failure.split(":", maxsplit=1)[0])


SCORES = {
    "when/cox/next_purchase_scores__cox": """
        select * replace (
            case when split_name = 'validation' and horizon_days = 90 then 1.5 else probability end
                as probability,
            case when split_name = 'test' then expected_date_upper else expected_date_lower end
                as expected_date_lower,
            case when split_name = 'test' then expected_date_lower else expected_date_upper end
                as expected_date_upper
        ) from final""",
    "when/bg_nbd/next_purchase_scores__bg_nbd": """
        select * from final
        where split_name <> 'test' or customer_id <> (select min(customer_id) from final)""",
    "when/blend/next_purchase_scores__blend": """
        select * replace (
            case when split_name = 'today' and horizon_days = 5 then 0.99 else probability end
                as probability
        ) from final""",
    "what/repeat_popularity/next_items_scores__repeat_popularity": """
        select * from final where split_name <> 'today'""",
}
"""How the end of a family's SQL is broken."""

RAISES = """
import karat.when.hazard_fit as library

_fit = library._fit_split


def _raise_today(rows, *arguments):
    if (rows["split_name"] == "today").all():
        raise RuntimeError("no trees grow here")
    return _fit(rows, *arguments)


library._fit_split = _raise_today
"""

LISTS = """
    lists = {scored}.to_pandas()
    validation = lists["split_name"] == "validation"
    {broken}
    return lists
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, small_export: Path) -> Build:
    """Build with every family but the baselines broken, each in another way."""
    folder = tmp_path_factory.mktemp("broken")
    project = folder / "project"
    copy_project(project)
    for name, end in SCORES.items():
        path = project / "models" / f"{name}.sql"
        whole = path.read_text()
        assert "select * from final" in whole
        path.write_text(whole.replace("select * from final", end))
    hazard = project / "python_models/when/hazard/hazard_fit.py"
    hazard.write_text(hazard.read_text() + RAISES)
    for name, fault in {
        "als/next_items_scores__als": 'lists = lists[~(validation & (lists["rank"] == 2))]',
        "als_archetype/next_items_scores__als_archetype": (
            'lists.loc[validation, "score"] = float("nan")'
        ),
        "item_ranker/next_items_scores__item_ranker": (
            'lists.loc[validation, "item_id"] = "sold out"'
        ),
    }.items():
        path = project / "python_models" / "what" / f"{name}.py"
        head, scored = path.read_text().split("    return ")
        path.write_text(head + LISTS.format(scored=scored.strip(), broken=fault))
    return run_dbt(folder / "run", *WITH_DATA_TESTS, sales=small_export, project=project).passed()


def rows(build: Build, query: str) -> list[tuple[object, ...]]:
    with build.connect_published() as connection:
        return connection.sql(query).fetchall()


@pytest.mark.build
def test_each_broken_family_is_set_aside_with_its_reason(broken: Build) -> None:
    told = {
        (split, family): str(reason)
        for split, family, reason in rows(
            broken,
            "select split_name, model_name, reason from evaluation.family_health"
            " where not is_healthy and split_name in ('today', 'validation', 'test')",
        )
    }
    for place, words in {
        ("today", "hazard"): "Runtime: no trees grow here",
        ("validation", "cox"): "no number from 0 to 1",
        ("test", "cox"): "out of order",
        ("test", "bg_nbd"): "lacks 1 of ",
        ("today", "blend"): "falls with the horizon",
        ("today", "repeat_popularity"): "no rows",
        ("validation", "als"): "a gap in their ranks",
        ("validation", "als_archetype"): "without a score",
        ("validation", "item_ranker"): "stands in the list twice",
    }.items():
        assert words in told.get(place, ""), place


@pytest.mark.build
def test_what_readers_see_is_complete_all_the_same(broken: Build, small: Build) -> None:
    whom = "select customer_id from marts.customer_next_purchase order by 1"
    assert rows(broken, whom) == rows(small, whom)
    lists = "select count(*) from marts.customer_next_items"
    assert rows(broken, lists)[0][0] > 0
    assert rows(
        broken,
        "select count(*) from evaluation.next_purchase_backtest as backtest"
        " inner join evaluation.family_health using (split_name, model_name)"
        " where task = 'next_purchase' and not is_healthy",
    ) == [(0,)]
    assert rows(
        broken,
        "select count(*) from evaluation.model_leaderboard as champions"
        " inner join evaluation.family_health as health using (task, model_name)"
        " where champions.is_champion and health.split_name = 'today' and not health.is_healthy",
    ) == [(0,)]


@pytest.mark.build
def test_the_night_says_who_was_set_aside_and_what_to_do(broken: Build) -> None:
    said = " ".join(broken.output.split())
    assert "hazard is set aside (today" in said
    assert "no trees grow here" in said
    assert "switched_off_families" in said
