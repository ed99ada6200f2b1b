"""One build, its floors and what stands beside it: measured, kept as JSON, read again."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from importlib.metadata import version
from pathlib import Path

import duckdb

from benchmarks.speed.exports import SHAPES, Shape, write_export
from benchmarks.speed.processes import Cost, measured

PROJECT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent
SCRIPT_LIMIT = 3600.0
"""Seconds by the clock after which the pandas script is stopped."""

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "lightgbm", "implicit", "lifelines")

KEPT_SETTINGS = ("KARAT_THREADS", "KARAT_MEMORY")


@dataclass(frozen=True)
class Node:
    """
    A seed, model or test of a build.

    Attributes
    ----------
    name, kind, path
        As dbt has them; `kind` is `model`, `seed` or `test`.
    cpu_seconds
        Of the whole process.
    library_seconds
        CPU inside the calls of libraries that fit and score, by library.
    bare_seconds
        CPU of its compiled SQL in a bare DuckDB; None for what is no plain SQL model.
    """

    name: str
    kind: str
    path: str
    cpu_seconds: float
    library_seconds: Mapping[str, float] = field(default_factory=dict)
    bare_seconds: float | None = None


@dataclass(frozen=True)
class Build:
    """A build of one checkout from one export."""

    cost: Cost
    warehouse_bytes: int
    published_bytes: int
    nodes: list[Node]


@dataclass(frozen=True)
class Measurement:
    """
    All that was measured on one export.

    Attributes
    ----------
    shape
        Name of the shop's shape.
    rows, customers, items, export_bytes
        What the export holds.
    load
        Load average of the machine when it began: what else ran.
    threads
        Setting of the build: `KARAT_THREADS`, empty for the default.
    commit
        What was built; with `-dirty` where files differed from it.
    machine
        What it was built on, and with which versions.
    build
        Of this checkout.
    script
        The pandas script; None where it was left out.
    beside, beside_commit
        The build of another commit, and which; None where there is none.
    """

    shape: str
    rows: int
    customers: int
    items: int
    export_bytes: int
    load: float
    threads: str
    commit: str
    machine: str
    build: Build
    script: Cost | None = None
    beside: Build | None = None
    beside_commit: str = ""


def measure(
    name: str,
    folder: Path,
    *,
    with_floors: bool = True,
    beside: str = "",
    reuse: bool = False,
) -> Measurement:
    """
    Write an export, build it, and measure the floors.

    Parameters
    ----------
    name
        `<shape>-<rows>`.
    folder
        Where everything goes: the export, the warehouses, the measurement.
    with_floors
        Whether to run the SQL bare and the pandas script too, which take as long again.
    beside
        Another commit to build as well, empty for none.
    reuse
        Take a measurement that is there, of the same commit, settings and machine, with what is
        asked for now.
    """
    shape, rows = export_of(name)
    kept = folder / "measurement.json"
    commit, threads, on = _built_commit(), os.environ.get("KARAT_THREADS", ""), machine()
    if reuse and kept.exists():
        found = read(kept)
        asked = (commit, threads, on, with_floors, _git("rev-parse", beside) if beside else "")
        if asked == (
            *(found.commit, found.threads, found.machine),
            *(found.script is not None, found.beside_commit),
        ):
            return found
    load = os.getloadavg()[0]
    export = folder / "sales.parquet"
    write_export(shape, rows, export)
    build = build_of(PROJECT, export, folder / "build")
    measurement = Measurement(
        shape.name,
        *_counted(export),
        load=load,
        threads=threads,
        commit=commit,
        machine=on,
        build=_with_floors(build, folder / "build") if with_floors else build,
        script=_script(export, folder) if with_floors else None,
    )
    if beside:
        with checkout(beside) as project:
            other = build_of(project, export, folder / "beside")
        commit = _git("rev-parse", beside)
        measurement = replace(measurement, beside=other, beside_commit=commit)
    kept.write_text(json.dumps(asdict(measurement), indent=1), encoding="utf-8")
    return measurement


def export_of(name: str) -> tuple[Shape, int]:
    """
    Return the shape and the rows that an export's name stands for.

    Raises
    ------
    ValueError
        With the names that there are.

    Examples
    --------
    >>> export_of("staples-40000")[1]
    40000
    """
    shape, _, rows = name.rpartition("-")
    if shape not in SHAPES or not rows.isdecimal() or int(rows) < 1:
        shapes = " or ".join(SHAPES)
        raise ValueError(f"{name!r} is no export: write {shapes}, a hyphen and the rows")
    return SHAPES[shape], int(rows)


def build_of(project: Path, export: Path, folder: Path) -> Build:
    """Build a checkout's tables from an export, data tests included, as `make build` does."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    warehouse, published = folder / "karat.duckdb", folder / "published.duckdb"
    settings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KARAT_") or name in KEPT_SETTINGS
    }
    settings |= {
        "KARAT_SALES": str(export),
        "KARAT_WAREHOUSE": str(warehouse),
        "KARAT_PUBLISHED": str(published),
        "PYTHONPATH": str(project / "src"),
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [
        *(sys.executable, str(SCRIPTS / "nodes.py"), str(folder / "nodes.json")),
        *("build", "--exclude-resource-type", "unit_test"),
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    cost = measured(command, settings, project, folder / "build.log")
    nodes = json.loads((folder / "nodes.json").read_text(encoding="utf-8"))
    return Build(
        cost,
        warehouse.stat().st_size,
        published.stat().st_size if published.exists() else 0,
        [
            Node(**{part.name: node[part.name] for part in fields(Node) if part.name in node})
            for node in nodes
        ],
    )


def _with_floors(build: Build, folder: Path) -> Build:
    """Run the build's SQL bare, and set its seconds beside the nodes."""
    result = folder / "bare.json"
    bare = folder / "bare"
    measured(
        [
            *(sys.executable, str(SCRIPTS / "bare_sql.py"), str(folder / "karat.duckdb")),
            *(str(folder / "target/compiled/karat/models"), str(folder / "nodes.json")),
            *(str(bare), str(result)),
        ],
        {**os.environ, "PYTHONPATH": str(PROJECT / "src")},
        PROJECT,
        folder / "bare.log",
    )
    shutil.rmtree(bare)
    seconds = json.loads(result.read_text(encoding="utf-8"))
    nodes = [
        replace(node, bare_seconds=seconds.get(node.name) if node.kind == "model" else None)
        for node in build.nodes
    ]
    return replace(build, nodes=nodes)


def _script(export: Path, folder: Path) -> Cost:
    return measured(
        [sys.executable, str(SCRIPTS / "by_hand.py"), str(export), str(folder / "by_hand")],
        {**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        PROJECT,
        folder / "by_hand.log",
        SCRIPT_LIMIT,
    )


def _counted(export: Path) -> tuple[int, int, int, int]:
    """Count rows, customers, items and bytes."""
    with duckdb.connect() as connection:
        rows, customers, items = connection.execute(
            'select count(*), count(distinct phone), count(distinct "Item") from read_parquet(?)',
            [str(export)],
        ).fetchall()[0]
    return int(rows), int(customers), int(items), export.stat().st_size


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Check another commit out into a folder of its own, and remove it afterwards."""
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        _git("worktree", "add", "--detach", str(project), commit)
        try:
            yield project
        finally:
            _git("worktree", "remove", "--force", str(project))


def _built_commit() -> str:
    """Return what is checked out, and whether files differ from it."""
    return _git("describe", "--always", "--dirty", "--exclude", "*", "--abbrev=40")


def machine() -> str:
    """Name the processor, the memory, Python and the packages that do the work."""
    processor, memory = platform.machine(), ""
    about = Path("/proc/cpuinfo")
    if about.exists():
        names = [line for line in about.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].split(":")[1].strip() if names else processor
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        memory = f" with {total / 2**30:.0f} GiB"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{processor}{memory}, {os.cpu_count()} cores, Python {platform.python_version()};\n"
        f"{versions}"
    )


def _git(*arguments: str) -> str:
    """Call git on this checkout, and return what it says."""
    command = ["git", "-C", str(PROJECT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def read(path: Path) -> Measurement:
    """Read a measurement that was kept."""
    found = json.loads(path.read_text(encoding="utf-8"))
    for name in ("build", "beside"):
        if found[name]:
            found[name] = Build(
                **{
                    **found[name],
                    "cost": Cost(**found[name]["cost"]),
                    "nodes": [Node(**node) for node in found[name]["nodes"]],
                }
            )
    if found["script"]:
        found["script"] = Cost(**found["script"])
    return Measurement(**found)
