"""`make judge`: one family beside the others, on a copy, and the docs' worked example."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT, QUICK, Build, copy_project

from karat.judge import TASKS, Family, JudgeError, copy_warehouse, find_family, judge, report

BUILDS = """
import sys, time
from pathlib import Path
from karat.locking import hold_warehouse
hold_warehouse(Path(sys.argv[1]))
print("ready", flush=True)
time.sleep(60)
"""


def worked_example() -> dict[str, str]:
    """Return the blocks of docs/adding.md by the files that they are of."""
    text = (PROJECT / "docs" / "adding.md").read_text(encoding="utf-8")
    found = re.findall(
        r"^`((?:models|macros)/[\w./]+)`[^\n]*:\n\n```\w+\n(.*?)^```", text, re.M | re.S
    )
    return dict(found)


@pytest.fixture
def exemplified(tmp_path: Path) -> Path:
    """Return a project with the family of the worked example in it."""
    project = tmp_path / "project"
    copy_project(project)
    blocks = worked_example()
    line = blocks.pop("macros/families.sql")
    families = project / "macros" / "families.sql"
    place = "        'next_purchase': {\n"
    assert place in families.read_text()
    families.write_text(families.read_text().replace(place, place + line))
    assert len(blocks) == 2
    for name, text in blocks.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    return project


@pytest.fixture
def built(small: Build, small_export: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a build that the environment names."""
    monkeypatch.setenv("KARAT_WAREHOUSE", str(small.warehouse))
    monkeypatch.setenv("KARAT_SALES", str(small_export))
    return small


@pytest.mark.build
def test_the_worked_example_is_judged_on_a_copy(
    built: Build, exemplified: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = built.warehouse.read_bytes()
    variables = ", ".join(f"{name}: {value}" for name, value in QUICK.items())
    where = ("--project-dir", str(exemplified), "--profiles-dir", str(exemplified))
    folder = tmp_path / "judge"
    code = judge(["--family", "own_rhythm", "--vars", variables, *where], folder, exemplified)
    said = capfd.readouterr().out
    assert code == 0, said
    assert "integrated_brier_skill, higher is better" in said
    assert re.search(r"own_rhythm +-?0[.][0-9]{4}  <- this one", said)
    assert re.search(r"base_rate +-?0[.][0-9]{4}", said)
    assert "is not judged" not in said
    assert built.warehouse.read_bytes() == before
    assert not list(folder.glob("warehouse.duckdb*"))


@pytest.mark.build
@pytest.mark.usefixtures("built")
def test_a_family_that_dbt_can_not_make_is_named(
    exemplified: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    where = ("--project-dir", str(exemplified), "--profiles-dir", str(exemplified))
    wrong = ["--family", "own_rhythm", "--vars", "timing_folds: 99", *where]
    assert judge(wrong, tmp_path / "judge", exemplified) == 1
    said = capfd.readouterr()
    assert "timing_folds must be a whole number from 0 to 12" in said.out + said.err
    assert "own_rhythm could not be judged" in said.err


def test_a_family_is_found_by_its_folders() -> None:
    found = find_family("random_forest", PROJECT)
    assert found.task == "next_purchase"
    assert found.folders == ("python_models/when/random_forest",)
    assert found.selection[-1] == "next_purchase_scores__random_forest+,+next_purchase_ranking"


def test_a_family_that_every_build_makes_is_not_judged_apart() -> None:
    with pytest.raises(JudgeError, match=r"cox is a contender in macros/families\.sql: every"):
        find_family("cox", PROJECT)


def test_a_family_that_the_list_forgets_is_told(tmp_path: Path) -> None:
    rooms = [f"{root}/{room}" for root in ("models", "python_models") for room in TASKS]
    for folder in (*rooms, "models/when/own_rhythm", "macros"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "macros" / "families.sql").write_text("{{ return({'cox': {}}) }}")
    with pytest.raises(JudgeError, match=r"families\.sql has no line for own_rhythm"):
        find_family("own_rhythm", tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("random_forrest", r"did you mean random_forest\?"),
        ("xyzzy", "there are als, .* popularity"),
    ],
)
def test_a_family_without_a_folder(name: str, said: str) -> None:
    with pytest.raises(JudgeError, match=said):
        find_family(name, PROJECT)


def test_before_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARAT_WAREHOUSE", str(tmp_path / "none.duckdb"))
    assert judge(["--family", "random_forest"], tmp_path / "judge", PROJECT) == 1
    assert "none.duckdb to judge beside. Run make build first" in capsys.readouterr().err


def test_after_scoring_alone(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        connection.execute("create schema evaluation_steps; create schema predictions")
        for table, columns in (
            (
                "evaluation_steps.next_purchase_ranking",
                "split_name varchar, model_name varchar, primary_metric varchar,"
                " metric_value double",
            ),
            ("predictions.next_purchase_champion", "model_name varchar"),
            (
                "predictions.next_purchase_health",
                "model_name varchar, split_name varchar, reason varchar, is_healthy boolean",
            ),
        ):
            connection.execute(f"create table {table} ({columns})")
    with pytest.raises(JudgeError, match=r"make score predicts today alone\. Run make build first"):
        report(tmp_path / "copy.duckdb", Family("own_rhythm", "next_purchase", ()))


def test_while_a_build_runs(tmp_path: Path) -> None:
    warehouse = tmp_path / "karat.duckdb"
    duckdb.connect(str(warehouse)).close()
    with subprocess.Popen(
        [sys.executable, "-c", BUILDS, str(warehouse)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(JudgeError, match=r"A build is running .* Then judge again"):
            copy_warehouse(warehouse, tmp_path / "copy" / "copy.duckdb")
        other.kill()
    copy_warehouse(warehouse, tmp_path / "copy" / "copy.duckdb")
    copy = tmp_path / "copy" / "copy.duckdb"
    assert copy.read_bytes() == warehouse.read_bytes()
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


LEAVES_A_LOG = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table late as select 1 as value")
os._exit(0)
"""


def test_what_killed_runs_have_left_is_minded(tmp_path: Path) -> None:
    """A build's last lines are in the log beside its warehouse; that of an old copy is stale."""
    warehouse, copy = tmp_path / "karat.duckdb", tmp_path / "copy" / "copy.duckdb"
    copy.parent.mkdir()
    for left in (warehouse, copy):
        duckdb.connect(str(left)).close()
        subprocess.run([sys.executable, "-c", LEAVES_A_LOG, str(left)], check=True)
        assert left.with_name(f"{left.name}.wal").exists()
    copy_warehouse(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        assert connection.sql("from late").fetchall() == [(1,)]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    warehouse = tmp_path / "karat.duckdb"
    duckdb.connect(str(warehouse)).close()
    (tmp_path / "copy").write_text("no folder")
    with pytest.raises(JudgeError, match=r"can't be copied to .*Give whoever judges the right"):
        copy_warehouse(warehouse, tmp_path / "copy" / "copy.duckdb")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Write what a judged warehouse holds: two folds, one split without a result."""
    path = tmp_path / "judged.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema evaluation_steps; create schema predictions;
            create table evaluation_steps.next_purchase_ranking as
            from (values
                ('validation', 'mine', 'skill', 0.2), ('validation', 'cox', 'skill', 0.3),
                ('fold_1', 'mine', 'skill', 0.1), ('fold_2', 'mine', 'skill', 0.3),
                ('fold_1', 'cox', 'skill', 0.1), ('fold_2', 'cox', 'skill', 0.2),
                ('test', 'mine', 'skill', null), ('test', 'cox', 'skill', 0.25)
            ) as r (split_name, model_name, primary_metric, metric_value);
            create table predictions.next_purchase_champion as select 'cox' as model_name;
            create table predictions.next_purchase_health as
            from (values
                ('test', 'mine', false, 'no rows: too little to learn from, or not made'),
                ('test', 'cox', false, 'of another'), ('validation', 'mine', true, null)
            ) as h (split_name, model_name, is_healthy, reason)
            """
        )
    return path


def test_a_split_without_a_result_is_named(judged: Path) -> None:
    assert report(judged, Family("mine", "next_purchase", ())) == [
        "skill, higher is better",
        "  validation        cox                     0.3000  champion",
        "                    mine                    0.2000  <- this one",
        "  test              cox                     0.2500  champion",
        "  folds             mine                    0.2000  <- this one",
        "                    cox                     0.1500  champion",
        "mine is not judged in split test: no rows: too little to learn from, or not made.",
    ]
