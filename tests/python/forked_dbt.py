"""dbt in a process of its own that starts with its libraries loaded.

Loading them takes as long as many a command here. They are loaded once, in a process that does
nothing else; each run is a fork of it, so no run sees what another one has done.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LIBRARIES = (
    "dbt.adapters.duckdb",
    "dbt.cli.main",
    "holidays",
    "karat.calendar",
    "karat.plugin",
    "karat.publication",
    "karat.what.als",
    "karat.what.archetype_probabilities",
    "karat.what.neighbours",
    "karat.what.ranker",
    "karat.when.bg_nbd",
    "karat.when.cox",
    "karat.when.hazard_contributions",
    "karat.when.hazard_fit",
    "phonenumbers",
)
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__, *LIBRARIES])


def run_forked(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run dbt in a folder and an environment; returns its exit code and what it printed."""
    printed = folder / "printed.txt"
    process = _processes.Process(target=_invoke, args=(arguments, folder, environment, printed))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, printed.read_text(encoding="utf-8")


def _invoke(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], printed: Path
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    sys.argv = ["dbt", *arguments]
    # Not at the top, where every test process would load dbt: the forks have it already.
    from dbt.cli.main import cli  # noqa: PLC0415

    cli()
