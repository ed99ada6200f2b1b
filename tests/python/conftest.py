"""Whole builds for the tests: each in a process of its own, with its own warehouse and target."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml
from browser import Browser
from forked_dbt import run_forked
from staged import LAST_STAGED, STAGED_MODELS, Stager
from xdist.scheduler import LoadScopeScheduling

from karat.demo import write_demo_export
from pages.dashboard.__main__ import write

PROJECT = Path(__file__).parents[2]
SHARED_DATA = PROJECT.parent / "shared" / "data"


MODELS_ONLY = ("build", "--exclude-resource-type", "test", "unit_test")
"""Arguments of a build without its data and unit tests."""

WITH_DATA_TESTS = ("build", "--exclude-resource-type", "unit_test")
"""Arguments of a build whose tables are tested. Unit tests are the same on any export: the build of
the demo runs them."""

SCORE = (*MODELS_ONLY, "--exclude", "tag:training")
"""Arguments of a run with kept fits, as `make score` has them but for the data tests."""


QUICK: dict[str, object] = {
    "timing_folds": 0,
    "max_training_rows": 3000,
    "resampling_replicates": 20,
}
"""Folds, fits and intervals of full size are tested on the demo, and where figures are judged;
builds of other sales would only take longer with them."""

FULL_SIZE: dict[str, object] = {
    name: yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"][name] for name in QUICK
}
"""The same vars as they are shipped."""


@dataclass(frozen=True)
class Build:
    """A dbt run that has ended, and where its files are."""

    folder: Path
    returncode: int
    output: str

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse" / "karat.duckdb"

    @property
    def published(self) -> Path:
        return self.folder / "warehouse" / "published.duckdb"

    def passed(self) -> Build:
        assert self.returncode == 0, self.output[-6000:]
        return self

    def copied_to(self, folder: Path) -> Build:
        """Copy the warehouse and the publication, so that a test may change them."""
        shutil.rmtree(folder / "warehouse", ignore_errors=True)
        shutil.copytree(self.folder / "warehouse", folder / "warehouse")
        return Build(folder, self.returncode, self.output)

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.warehouse), read_only=True)

    def connect_published(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.published), read_only=True)


RunDbt = Callable[..., Build]

DBT = (Path(sys.executable).with_name("dbt").as_posix(),)

NEEDED = re.compile("(HOME|LANG|PATH|TEMP|TMP|TMPDIR|TZ)$|(DYLD|LC|LD|OMP|OPENBLAS)_|PYTHON")

PARSED = Path("target", "partial_parse.msgpack")
_parsed: dict[tuple[Path, str], Path] = {}
"""What dbt has parsed in this process, by project and what it reads as it parses: some variables,
and whether a run scores with kept fits. Parsing takes as long as many a build here, so later ones
take it over, whatever else they state."""

VARIABLES_OF_PARSING = (
    "challengers",
    "diversity_strength",
    "holiday_country",
    "learn_from_unusual_customers",
    "lists_per_piece",
    "most_of_a_category",
    "switched_off_families",
    "taste_weight",
    "top_k",
)
"""What says which models there are, and what Python models take. All others are read as a model is
compiled, as a test of the conventions proves."""


def run_dbt(
    folder: Path,
    *arguments: str,
    sales: Path | str | None = None,
    project: Path = PROJECT,
    variables: dict[str, object] | None = None,
    program: Sequence[str] = DBT,
    **environment: str,
) -> Build:
    """Run dbt, or what stands in for it, with everything that it writes inside `folder`."""
    command = _command(folder, arguments, project, _stated(sales, variables))
    settings = _settings(arguments, sales, environment)
    known = _known(project, variables or {}, environment)
    # Of what dbt writes of a project, it writes a part as it parses.
    parses = arguments[0] == "parse" or "DBT_WRITE_JSON" in environment
    parsed = None if parses else _parsed.get(known)
    if program == DBT:
        returncode, output = run_forked(command, folder, settings, parsed)
    else:
        _lend(parsed, folder)
        done = subprocess.run(
            [*program, *command],
            cwd=folder,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        returncode, output = done.returncode, done.stdout
    if known not in _parsed and (folder / PARSED).exists():
        _parsed[known] = (folder / PARSED).rename(folder / f"parsed_{len(_parsed)}.msgpack")
    return Build(folder, returncode, output)


def start_dbt(
    folder: Path, *arguments: str, sales: Path | str | None = None
) -> subprocess.Popen[str]:
    """Start dbt as `run_dbt` does, without waiting for its end."""
    _lend(_parsed.get(_known(PROJECT, {}, {})), folder)
    return subprocess.Popen(
        [*DBT, *_command(folder, arguments, PROJECT, _stated(sales, None))],
        cwd=folder,
        env=_settings(arguments, sales, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _known(
    project: Path, variables: dict[str, object], environment: dict[str, str]
) -> tuple[Path, str]:
    """Return what a parsed project is known by."""
    read = {name: variables.get(name) for name in VARIABLES_OF_PARSING}
    return project, json.dumps([read, "KARAT_FITS" in environment])


def _lend(parsed: Path | None, folder: Path) -> None:
    """Lay what was parsed where a dbt of its own looks: it takes it if the variables are the same.

    The profile's own settings have to be as well, which is why these are paths within the folder.
    """
    (folder / PARSED).parent.mkdir(parents=True, exist_ok=True)
    if parsed:
        shutil.copy(parsed, folder / PARSED)


def _command(folder: Path, arguments: Sequence[str], project: Path, stated: str) -> list[str]:
    """Return what dbt is to do in that folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        *arguments,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        *(() if "--vars" in arguments else ("--vars", stated)),
    ]


def _settings(
    arguments: Sequence[str], sales: Path | str | None, given: dict[str, str]
) -> dict[str, str]:
    """Return the environment: of the machine's own, what programs need to run.

    dbt looks through all of it for secrets, at every line that it logs.
    """
    settings = {name: value for name, value in os.environ.items() if NEEDED.match(name)}
    if not {"--select", "--exclude"} & set(arguments):
        # The same nodes where nothing is left out, and dbt need not look for each test's parents.
        settings["DBT_INDIRECT_SELECTION"] = "eager"
    if arguments[0] in ("build", "run"):
        # Writing the whole project's manifest as JSON takes a third of a run of a few models.
        settings["DBT_WRITE_JSON"] = "false"
    if arguments[0] == "build":
        # What waits for which test is the same, found by dbt's faster way.
        settings["DBT_USE_FAST_TEST_EDGES"] = "true"
    settings |= {
        "KARAT_WAREHOUSE": "warehouse/karat.duckdb",
        "KARAT_PUBLISHED": "warehouse/published.duckdb",
    }
    if sales is not None:
        # Tests run side by side already; the demo is built by as many threads as anybody's sales,
        # and its log is looked through for names.
        settings |= {
            "KARAT_SALES": str(sales),
            "KARAT_THREADS": "1",
            "DBT_LOG_LEVEL_FILE": "none",
        }
    return settings | given


def _stated(sales: Path | str | None, variables: dict[str, object] | None) -> str:
    """Return the variables of a build as JSON."""
    return json.dumps(({} if sales is None else QUICK) | (variables or {}), sort_keys=True)


def copy_project(project: Path) -> None:
    """Copy what dbt reads of the project, so that a test may add to it."""
    shutil.copytree(
        PROJECT,
        project,
        ignore=shutil.ignore_patterns(".*", "target", "logs", "warehouse", "data", "src", "docs"),
    )
    shutil.copytree(PROJECT / "docs" / "blocks", project / "docs" / "blocks")


SHARED_BUILDS = {
    "demo": ("demo: Build", "documented: Path", "page: Path"),
    "small": ("small: Build",),
}
"""Fixtures that build for several files, the longer one first, and what files that need one say."""


class SharedBuildScheduling(LoadScopeScheduling):
    """Run the files that need a shared build in one process, or each process would make its own."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(_file(nodeid))


def _file(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


@cache
def _scope(file: str) -> str:
    text = (PROJECT / file).read_text(encoding="utf-8")
    needed = (
        build for build, said in SHARED_BUILDS.items() if any(words in text for words in said)
    )
    return next(needed, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharedBuildScheduling:
    """Hand xdist the scheduler."""
    return SharedBuildScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what takes longest: shared builds, then a file with builds of its own."""
    order = (*SHARED_BUILDS, "tests/python/builds/test_build_real_data.py")

    def place(item: pytest.Item) -> int:
        scope = _scope(_file(item.nodeid))
        return order.index(scope) if scope in order else len(order)

    items.sort(key=place)
    for item in items:
        needed = SHARED_BUILDS.keys() & set(getattr(item, "fixturenames", ()))
        if needed and _scope(_file(item.nodeid)) not in needed:
            # The scheduler sees files alone, so it is told here if one needs a build unseen.
            raise pytest.UsageError(f"{item.nodeid} needs {needed}, and its file does not say so")


def shared(name: str) -> Path:
    """Find a file of real data, or skip the test, saying so."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"the real data set {name} is not on this machine")
    return path


def compare_tables(one: Build, other: Build, *, at_least: int) -> None:
    """Check that two warehouses hold the same tables, but for the history of their runs."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one.warehouse}' as first (read_only)")
        connection.execute(f"attach '{other.warehouse}' as second (read_only)")
        tables = connection.sql(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_catalog = 'first' and table_name not in ('run_history', 'run_steps')"
            " order by all"
        ).fetchall()
        assert len(tables) >= at_least
        for (table,) in tables:
            # As many rows, and none of the first without its equal in the second: the same rows.
            ((rows, other_rows, missing),) = connection.sql(
                f"select (select count(*) from first.{table}),"
                f" (select count(*) from second.{table}),"
                f" (select count(*) from (from first.{table} except all from second.{table}))"
            ).fetchall()
            assert (rows, missing) == (other_rows, 0), table


@pytest.fixture(autouse=True)
def heard_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pytest hear the library's log, which the plugin keeps from everybody but dbt."""
    monkeypatch.setattr(logging.getLogger("karat"), "propagate", True)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the whole project on the demo export, tests included, and write what dbt knows."""
    return run_dbt(tmp_path_factory.mktemp("demo"), "build", DBT_WRITE_JSON="true").passed()


@pytest.fixture(scope="session")
def documented(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write dbt's own docs; the queries of the dashboard are compiled on the way."""
    folder = tmp_path_factory.mktemp("documented")
    (folder / "warehouse").symlink_to(demo.folder / "warehouse")
    run_dbt(
        folder, "docs", "generate", "--exclude", "resource_type:test", "resource_type:unit_test"
    ).passed()
    return folder / "target"


@pytest.fixture(scope="session")
def page(demo: Build, documented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the dashboard over the demo."""
    path = tmp_path_factory.mktemp("page") / "dashboard.html"
    write(demo.published, documented, path)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open a browser, or skip the test, saying so."""
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def small_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut one in fifteen customers out of the demo export, for builds that only need some."""
    folder = tmp_path_factory.mktemp("small_export")
    whole = folder / "whole.csv"
    write_demo_export(whole)
    path = folder / "small.csv"
    duckdb.execute(
        f"copy (select * from read_csv('{whole}', all_varchar = true) "
        "where hash(FullName) % 15 = 0) to '" + str(path) + "' (header)"
    )
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, small_export: Path) -> Build:
    """Build the whole project on the small export, and write what dbt knows."""
    return run_dbt(
        tmp_path_factory.mktemp("small"),
        *WITH_DATA_TESTS,
        sales=small_export,
        DBT_WRITE_JSON="true",
    ).passed()


WithVars = Callable[..., Stager]


@pytest.fixture(scope="session")
def stager(tmp_path_factory: pytest.TempPathFactory) -> Stager:
    """Compile the SQL of staging, which then runs in the tests' own process."""
    return compile_staging(tmp_path_factory.mktemp("staging"))


@pytest.fixture(scope="session")
def stager_with(tmp_path_factory: pytest.TempPathFactory) -> WithVars:
    """Compile staging under given vars, once for each."""

    @cache
    def compiled(**variables: object) -> Stager:
        return compile_staging(tmp_path_factory.mktemp("staging"), **variables)

    return compiled


def compile_staging(folder: Path, **variables: object) -> Stager:
    """Compile the SQL of staging with dbt."""
    export = folder / "export.csv"
    export.write_text("Item,Date,Price\nЦепь,2024-01-01,1\n")
    auto = {"validation_start": "auto", "test_start": "auto", **variables}
    models = " ".join([*STAGED_MODELS, LAST_STAGED])
    compiling = ("compile", "--no-write-json", "--select", models)
    run_dbt(folder, *compiling, sales=export, variables=auto).passed()
    compiled = folder / "target" / "compiled" / "karat" / "models"
    return Stager({path.stem: path.read_text() for path in compiled.rglob("*.sql")})
