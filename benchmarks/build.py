"""One build of Karat per log, in a process of its own, with its own warehouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.logs import Log

PROJECT = Path(__file__).parents[1]
WAREHOUSE = "karat.duckdb"


class BuildFailedError(RuntimeError):
    """A build of Karat ended with an error; the message holds the end of its output."""


def build(log: Log, data: Path, folder: Path, reuse: bool = False) -> tuple[Path, float]:
    """
    Build all tables of a log, without the data and unit tests, and return the warehouse.

    Parameters
    ----------
    log
        What to build.
    data
        Folder of the logs that are files.
    folder
        Where everything that the build writes goes.
    reuse
        Take a warehouse that is already there.

    Returns
    -------
    tuple of Path and float
        The warehouse and the seconds that the build took (0 if it was reused).

    Raises
    ------
    FileNotFoundError
        If the log is not on this machine.
    BuildFailedError
        If dbt ends with an error.
    """
    warehouse = folder / WAREHOUSE
    if reuse and warehouse.exists():
        return warehouse, 0.0
    warehouse.unlink(missing_ok=True)
    started = time.monotonic()
    dbt = Path(sys.executable).with_name("dbt").as_posix()
    ended = run(log, data, folder, [dbt, "build", "--exclude-resource-type", "test", "unit_test"])
    if ended.returncode:
        warehouse.unlink(missing_ok=True)
        raise BuildFailedError(f"{log.name}: {(ended.stdout + ended.stderr)[-4000:]}")
    return warehouse, time.monotonic() - started


def run(
    log: Log,
    data: Path,
    folder: Path,
    command: Sequence[str],
    settings: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """
    Run dbt, or what stands in for it, on a log, with everything that it writes inside `folder`.

    Parameters
    ----------
    log, data, folder
        As of `build`.
    command
        The program and its own arguments.
    settings
        `KARAT_` settings besides the log's files.

    Raises
    ------
    FileNotFoundError
        If the log is not on this machine.
    """
    sales = log.sales(data, folder)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KARAT_")}
    kept |= {
        "KARAT_WAREHOUSE": str(folder / WAREHOUSE),
        "KARAT_PUBLISHED": str(folder / "published.duckdb"),
    }
    if sales is not None:
        kept["KARAT_SALES"] = str(sales)
    if log.stock is not None:
        kept["KARAT_STOCK"] = str(folder / "stock.csv")
        log.stock(folder / "stock.csv")
    return subprocess.run(
        [
            *command,
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--vars", json.dumps(dict(log.variables))),
        ],
        cwd=PROJECT,
        env=kept | dict(settings or {}),
        capture_output=True,
        text=True,
        check=False,
    )
