"""Real dbt builds of a project of three published tables, which take seconds.

The project has Karat's own profile, plugin and macros, so it builds, records and publishes as Karat
does. Each build is a process of its own that can be killed, forked off one that has loaded dbt and
parsed the project.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from conftest import PROJECT

TABLES = ("sales", "customers", "metrics")

PROJECT_FILE = """
name: three_tables
profile: karat
model-paths: [models]
macro-paths: [macros]
models:
  +materialized: "{{ env_var('FORM') }}"
  +schema: marts
  +meta: {published: true}
on-run-end:
  - "{{ say_when_the_disk_is_full(results) }}"
  - "{{ record_run(results) }}"
  - "{{ publish_if_passed(results) }}"
"""

PROPERTIES = """
sources:
  - name: karat
    schema: private
    tables: [{name: raw_sales_files}]
models:
  - name: metrics
    config: {contract: {enforced: true}}
    columns:
      - {name: version, data_type: integer}
      - {name: number, data_type: bigint, data_tests: [unique]}
      - {name: text, data_type: varchar}
"""

MODEL = """
select
    {{ env_var('VERSION') }} as version,
    {{ env_var('NUMBER') }} as number,
    md5(range::varchar) as text
from range({{ env_var('ROWS') }})
"""

BUILDER = """
import gc, json, os, resource, sys
import dbt.adapters.duckdb.environments.local, dbt.task.build, daff, karat.plugin, karat.publication
from dbt.cli.main import dbtRunner

def tell(what, number):
    # In one piece, and on a line of its own: what a killed build left behind writes here too.
    sys.stdout.write(f"\\n{what} {number}\\n")
    sys.stdout.flush()

# The form of the tables is read as the project is parsed, all else as a model is compiled.
parsed = {}
gc.set_threshold(100_000, 50, 100)
for line in sys.stdin:
    settings = json.loads(line)
    os.environ.update(settings)
    form = settings["FORM"]
    if form not in parsed:
        parsed[form] = dbtRunner().invoke(["parse", "--quiet", *sys.argv[1:]]).result
        gc.freeze()
    child = os.fork()
    if not child:
        tell("STARTED", os.getpid())
        if size := int(settings["LARGEST_FILE"]):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        build = dbtRunner(manifest=parsed[form])
        ended = build.invoke(["build", "--no-use-colors", *sys.argv[1:]])
        sys.exit(0 if ended.success else 1)
    _, status = os.waitpid(child, 0)
    tell("ENDED", os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Kill:
    """A SIGKILL so many seconds after a build's line of so many."""

    line: int
    seconds: float


@dataclass(frozen=True)
class Ended:
    """How a build ended."""

    returncode: int
    lines: tuple[str, ...]

    @property
    def output(self) -> str:
        return " ".join(" ".join(self.lines).split())


class Builder:
    """Builds the project again and again; a context.

    Parameters
    ----------
    folder
        Where the project, its logs and artifacts go.
    command
        What to start the process of the builds with.
    """

    def __init__(self, folder: Path, command: Sequence[str] = ()) -> None:
        project = folder / "project"
        shutil.copytree(PROJECT / "macros", project / "macros")
        shutil.copy(PROJECT / "profiles.yml", project)
        (project / "dbt_project.yml").write_text(PROJECT_FILE)
        (project / "models").mkdir()
        (project / "models" / "properties.yml").write_text(PROPERTIES)
        for table in TABLES:
            (project / "models" / f"{table}.sql").write_text(MODEL)
        self._process = subprocess.Popen(
            [
                *(*command, sys.executable, "-c", BUILDER),
                *("--project-dir", str(project), "--profiles-dir", str(project)),
            ],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    @property
    def root(self) -> Path:
        """The root of the files as the builds see them."""
        return Path(f"/proc/{self._process.pid}/root")

    def build(self, disk: Path, *, kill: Kill | None = None, **settings: object) -> Ended:
        """Build into a folder, once.

        Settings are VERSION; ROWS of a table; FORM, `table` or `view`; NUMBER, SQL of a column that
        must be unique; and LARGEST_FILE, the bytes that a file of the build may have.
        """
        assert self._process.stdin
        assert self._process.stdout
        wanted = {"FORM": "table", "NUMBER": "range", "ROWS": 1000, "LARGEST_FILE": 0} | settings
        wanted |= {
            "KARAT_WAREHOUSE": disk / "karat.duckdb",
            "KARAT_PUBLISHED": disk / "published.duckdb",
        }
        asked = {name: str(value) for name, value in wanted.items()}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        lines: list[str] = []
        process = 0
        while not (line := self._process.stdout.readline()).startswith("ENDED"):
            assert line, lines
            if line.startswith("STARTED"):
                process = int(line.split()[1])
            elif line.strip():
                lines.append(line.strip())
                if kill and kill.line == len(lines):
                    time.sleep(kill.seconds)
                    os.kill(process, signal.SIGKILL)
        return Ended(int(line.split()[1]), tuple(lines))


def read_versions(published: Path) -> list[tuple[int, int, int]]:
    """Read the lowest and the highest version in each table, and how many rows it has."""
    asked = "select min(version), max(version), count(*) from marts."
    with duckdb.connect(str(published), read_only=True) as reader:
        return [reader.sql(asked + table).fetchall()[0] for table in TABLES]
