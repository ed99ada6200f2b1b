"""A run on a screen: what dbt tells, as lines; what a run was made from; what came out of it."""

from __future__ import annotations

import doctest
import io
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd
import pytest
from conftest import Build, run_dbt

import karat.terminal.plan
import karat.terminal.screen
import karat.terminal.summary
import karat.variables
from karat.ingest import DEMO_FILE_NAME
from karat.terminal.__main__ import main
from karat.terminal.dbt import Ended
from karat.terminal.inputs import is_unchanged, keep, read_inputs
from karat.terminal.lines import lines
from karat.terminal.plan import plan
from karat.terminal.screen import Event, Screen
from karat.terminal.summary import Published, report

NODES: dict[str, dict[str, object]] = {
    "seed.words": {
        **{"name": "words", "resource_type": "seed", "schema": "seeds", "alias": "words"},
        "original_file_path": "seeds/words.csv",
    },
    "model.sales": {
        **{"name": "stg_sales", "resource_type": "model", "schema": "staging"},
        **{"alias": "stg_sales", "original_file_path": "models/staging/stg_sales.sql"},
    },
    "model.fit": {
        **{"name": "cox_fit", "resource_type": "model", "schema": "predictions"},
        **{"alias": "cox_fit", "original_file_path": "python_models/when/cox/cox_fit.py"},
        "language": "python",
    },
    "test.sales": {
        **{"name": "sales_have_a_day", "resource_type": "test", "attached_node": "model.sales"},
        "original_file_path": "models/staging/_staging__models.yml",
    },
    "test.whole": {
        **{"name": "money_survives", "resource_type": "test", "attached_node": None},
        "original_file_path": "tests/money_survives.sql",
        "depends_on": {"nodes": ["model.fit", "model.sales"]},
    },
    "unit_test.sales": {
        **{"name": "a_day_is_read", "resource_type": "unit_test", "attached_node": None},
        "original_file_path": "models/staging/_staging__unit_tests.yml",
        "depends_on": {"nodes": ["model.sales"]},
    },
}

ROWS = {"seeds.words": 12, "staging.stg_sales": 39480, "predictions.cox_fit": 530}


def began(key: str) -> Event:
    return Event("NodeStart", "debug", "", {"node_info": {"unique_id": key}})


def ended(key: str, status: str = "success", seconds: float = 1.0) -> Event:
    result = {"status": status, "execution_time": seconds}
    return Event(
        "NodeFinished", "debug", "", {"node_info": {"unique_id": key}, "run_result": result}
    )


class Run:
    """A screen whose clock is set by hand."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        self.out, self.now = io.StringIO(), 0.0
        self.screen = Screen(
            self.out,
            is_terminal=is_terminal,
            rows=lambda names: {name: ROWS[name] for name in names if name in ROWS},
            clock=lambda: self.now,
        )
        self.now = 20.0
        self.screen.begin(plan(NODES, NODES, {"cox_fit": 96.0}))

    def take(self, *events: Event, after: float = 1.0) -> None:
        for event in events:
            self.now += after
            self.screen.take(event)

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


@pytest.fixture
def run() -> Run:
    return Run()


def test_a_layer_is_a_line_with_nodes_rows_seconds_and_what_is_left(run: Run) -> None:
    run.take(began("seed.words"), ended("seed.words", seconds=0.6))
    run.take(began("model.sales"), ended("model.sales", seconds=11.4))
    run.take(ended("test.sales", "pass"), ended("unit_test.sales", "pass"))
    run.take(began("model.fit"), ended("model.fit", seconds=60.0), after=30.0)
    run.take(ended("test.whole", "pass"))
    run.screen.end()
    assert run.lines[0] == "3 tables and 3 tests, after 20 s of reading the project"
    table = [line.split() for line in run.lines[2:] if not line.startswith("  ")]
    assert table == [
        ["seeds", "1", "0", "12", "1"],
        ["staging", "1", "2", "39,480", "13"],
        ["when", "1", "1", "530", "61"],
    ]
    assert "\x1b" not in run.out.getvalue()
    assert "\r" not in run.out.getvalue()


def test_what_is_left_is_judged_by_what_tables_took_the_last_time(run: Run) -> None:
    """The fit is 96 of the 98 seconds that the last run took, so a third of a run is no third."""
    run.take(ended("model.fit"), after=48.0)
    run.take(ended("seed.words"), ended("model.sales"), after=0.0)
    assert run.lines[-1].split()[:2] == ["seeds", "1"]
    assert "about 10 s left" in run.out.getvalue()


def test_a_fit_tells_where_it_is_now_and_then(run: Run) -> None:
    run.take(began("model.fit"))
    for step in range(1, 200):
        line = f"Karat adapter: cox_fit, split test: step {step} of 200, {10 * step} s so far"
        run.take(Event("AdapterEventInfo", "info", line), after=10.0)
    told = [line for line in run.lines if "cox_fit, split test" in line]
    assert 5 < len(told) < 25, "a third of an hour is still a part of a screen"
    assert "when: cox_fit, split test: step 3 of 200, 30 s so far" in told[0]


def test_on_a_terminal_one_line_moves() -> None:
    run = Run(is_terminal=True)
    run.take(began("model.fit"), ended("model.fit"), began("model.sales"))
    run.screen.end()
    assert "\r\x1b[K  0 of 6 done; when: cox_fit" in run.out.getvalue()
    assert run.out.getvalue().endswith("\r\x1b[K")


def test_nothing_that_went_wrong_is_swallowed(run: Run) -> None:
    """A failure is told at once, and in full at the end, as are warnings."""
    run.take(ended("seed.words"), ended("model.sales", "error"), ended("model.fit", "skipped"))
    run.take(ended("test.sales", "fail"), ended("test.whole", "warn"))
    for name, level, message in [
        ("LogModelResult", "error", "2 of 6 ERROR creating sql table model stg_sales [ERROR]"),
        ("AdapterEventWarning", "warn", "Karat adapter: The salt is public. Set KARAT_SALT."),
        ("AdapterEventWarning", "warn", "Karat adapter: The salt is public. Set KARAT_SALT."),
        ("JinjaLogWarning", "warn", "a.csv: 9 rows are left out. Mend them."),
        ("RunResultFailure", "error", "Failure in test sales_have_a_day (models/a.yml)"),
        ("RunResultError", "error", "  Got 5 results, configured to fail if != 0"),
        ("SQLCompiledPath", "info", "  compiled code at target/sales_have_a_day.sql"),
        ("RunResultError", "error", "  Disk full\n  at the second line"),
        ("JinjaLogInfo", "info", "Not published: 3 of this run's nodes failed."),
        ("Formatting", "info", ""),
    ]:
        run.take(Event(name, level, message))
    run.screen.end()
    assert "error: stg_sales (staging)" in run.lines
    assert "failed: sales_have_a_day (staging)" in run.lines
    assert any(line.endswith("2 failed, 1 not reached") for line in run.lines)
    assert any(line.endswith("1 skipped, 1 warned") for line in run.lines)
    assert run.screen.warnings == [
        "The salt is public. Set KARAT_SALT.",
        "a.csv: 9 rows are left out. Mend them.",
    ]
    assert run.screen.errors == [
        "Failure in test sales_have_a_day (models/a.yml)",
        "  Got 5 results, configured to fail if != 0",
        "  compiled code at target/sales_have_a_day.sql",
        "  Disk full\n  at the second line",
    ]
    assert run.screen.sentences == ["Not published: 3 of this run's nodes failed."]


def test_a_run_that_is_refused_at_its_start_is_told_in_the_projects_own_words(run: Run) -> None:
    run.take(
        Event(
            "MainEncounteredError",
            "error",
            "Encountered an error:\nCompilation Error in operation karat-on-run-start-1\n"
            "  Karat can't build: top_k must be a whole number.\n  \n  > in macro stop (a.sql)",
        )
    )
    run.screen.end()
    assert run.screen.errors == ["Karat can't build: top_k must be a whole number."]
    assert not any("not reached" in line for line in run.lines)


def test_a_reader_who_goes_away_does_not_stop_the_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: str) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(run.out, "write", gone)
    run.take(began("seed.words"), ended("seed.words"))
    run.screen.end()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, its export and its published file, with settings of their own."""
    for name in [name for name in os.environ if name.startswith(("KARAT_", "DBT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name in ("warehouse", "models", "exports"):
        Path(name).mkdir()
    Path("dbt_project.yml").write_text("vars: {top_k: 10}\n")
    Path("models/a.sql").write_text("select 1\n")
    Path("exports/1.csv").write_text("Item\nЦепь\n")
    Path("warehouse/published.duckdb").write_text("published")
    monkeypatch.setenv("KARAT_SALES", "exports/*.csv")
    return tmp_path


def scored(*arguments: str) -> bool:
    """Whether nothing has changed since `keep` noted the inputs of a training."""
    score = ("build", "--exclude-resource-type", "unit_test", "--exclude", "tag:training")
    return is_unchanged(read_inputs(Path(), [*score, *arguments]))


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        (lambda _: None, False),
        (lambda _: os.utime("exports/1.csv", (1, 1)), False),
        (lambda set_to: set_to("KARAT_FITS", "active"), False),
        (lambda set_to: set_to("KARAT_API_TOKEN", "secret"), False),
        (lambda _: Path("exports/1.csv").write_text("Item\nКольцо\n"), True),
        (lambda _: Path("exports/2.csv").write_text("Item\nКольцо\n"), True),
        (lambda _: Path("models/a.sql").write_text("select 2\n"), True),
        (lambda _: Path("models/b.sql").write_text("select 2\n"), True),
        (lambda set_to: set_to("KARAT_SALT", "another"), True),
        (lambda set_to: set_to("KARAT_OF_TOMORROW", "1"), True),
        (lambda set_to: set_to("KARAT_STOCK", "exports/1.csv"), True),
        (lambda _: Path("warehouse/published.duckdb").write_text("by others"), True),
        (lambda _: Path("warehouse/published.duckdb").unlink(), True),
        (lambda _: Path("warehouse/karat.duckdb.inputs").write_text("{"), True),
    ],
)
def test_scoring_has_nothing_to_do_where_nothing_is_new(
    shop: Path, monkeypatch: pytest.MonkeyPatch, change: object, is_new: bool
) -> None:
    keep(read_inputs(Path(), ["build", "--exclude-resource-type", "unit_test"]))
    assert scored()
    assert callable(change)
    change(monkeypatch.setenv)
    assert scored() is not is_new


def test_other_vars_are_scored(shop: Path) -> None:
    keep(read_inputs(Path(), ["build", "--exclude-resource-type", "unit_test"]))
    assert not scored("--vars", "{top_k: 5}")


def test_make_score_says_that_nothing_is_new(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(read_inputs(Path(), ["build"]))
    monkeypatch.setenv("KARAT_FITS", "active")
    assert main(["build", "--exclude", "tag:training"]) == 0
    assert "make score FORCE=1" in capsys.readouterr().out


def test_the_demo_that_a_first_build_makes_is_nothing_new(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KARAT_SALES")

    def make(project: Path) -> None:
        (project / "data").mkdir()
        (project / "data" / DEMO_FILE_NAME).write_text("the demo's sales")

    monkeypatch.setattr("karat.plugin.demo_export", make)
    monkeypatch.setattr("karat.terminal.dbt.run", lambda *_: Ended(0, "first"))
    monkeypatch.setattr("karat.terminal.summary.Published.has_run", lambda *_: True)
    assert main(["build", "--exclude-resource-type", "unit_test"]) == 0
    assert scored()
    (shop / "data" / DEMO_FILE_NAME).write_text("another's")
    assert not scored()


def test_an_unknown_var_is_refused_before_dbt_is_loaded(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--vars", "{topk: 5}"]) == 2
    assert "there is no var topk; did you mean top_k?" in capsys.readouterr().err


def test_a_run_that_publishes_nothing_says_so_and_keeps_dbts_exit_code(
    small: Build, small_export: Path
) -> None:
    before = small.published.stat().st_mtime_ns
    build = run_dbt(
        small.folder,
        *("build", "--exclude-resource-type", "unit_test", "--select", "stg_sales_files"),
        sales=small_export,
        program=(sys.executable, "-m", "karat.terminal"),
        DBT_LOG_LEVEL_FILE="debug",
        KARAT_LOG="logs/runs.jsonl",
    ).passed()
    *_, step, run = map(json.loads, (small.folder / "logs" / "runs.jsonl").open(encoding="utf-8"))
    assert (step["event"], step["stage"], step["step"]) == ("step", "staging", "stg_sales_files")
    assert (step["level"], step["rows_out"], step["run_id"]) == ("info", 1, run["run_id"])
    assert (run["event"], run["exit_code"], run["failed"], run["warnings"]) == ("run", 0, 0, 0)
    lines = build.output.splitlines()
    assert len(lines) < 25
    assert any(line.split()[:2] == ["staging", "1"] for line in lines)
    assert sum(line.startswith("Not published") for line in lines) == 1
    assert (small.folder / "logs" / "dbt.log").stat().st_size > 10000
    assert small.published.stat().st_mtime_ns == before


def test_the_lines_of_a_whole_build_tell_every_stage_and_nobody(
    small: Build, small_export: Path
) -> None:
    with small.connect() as connection:
        ((run_id,),) = connection.sql(
            "select run_id from monitoring.run_history order by started_at limit 1"
        ).fetchall()
        stages = connection.execute(
            "select distinct layer from monitoring.run_steps where run_id = ?", [run_id]
        ).fetchall()
        records = list(
            lines(lambda sql, run: connection.execute(sql, [run]).fetchall(), run_id, 0, [])
        )
    steps = [record for record in records if record["event"] == "step"]
    assert {(step["stage"],) for step in steps} == set(stages)
    assert {"staging", "features", "predictions", "evaluation", "marts"} <= {
        step["stage"] for step in steps
    }
    assert all(isinstance(step["seconds"], float) for step in steps)
    assert sum(step["rows_in"] is not None and step["rows_out"] is not None for step in steps) > 100
    told = json.dumps(records, ensure_ascii=False)
    assert told.isascii()
    phones = pd.read_csv(small_export, dtype=str)["phone"].dropna().unique()
    assert len(phones) > 100
    assert not [phone for phone in phones if phone in told]


def test_the_end_says_what_came_out(small: Build) -> None:
    published = Published(small.published)
    with small.connect_published() as connection:
        ((run_id, customers),) = connection.sql(
            "select run_id, (select count(*) from marts.customer_next_purchase)"
            " from monitoring.run_history order by started_at limit 1"
        ).fetchall()
    assert published.has_run(run_id)
    assert not published.has_run("another")
    assert published.last_seconds()["stg_sales"] > 0
    said = "\n".join(report(published))
    assert f"Customers        {customers:,}, as of " in said
    assert "Within 7 days" in said
    assert "Within 30 days" in said
    assert "by how 3 checks turned out (promised over came: " in said
    assert "off the error of a flat guess (test; " in said
    assert "no list could pass " in said


@pytest.mark.parametrize(
    "module", [karat.terminal.plan, karat.terminal.screen, karat.terminal.summary, karat.variables]
)
def test_doctests(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_file_that_is_no_publication_has_nothing_to_say(tmp_path: Path) -> None:
    assert report(Published(tmp_path / "none.duckdb")) == []
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert report(Published(tmp_path / "empty.duckdb")) == []
