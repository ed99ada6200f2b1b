"""dbt in a process of its own that starts with its libraries loaded.

Loading them takes as long as many a command here, and so does reading what was parsed before. Both
are done once, in processes that do nothing else; each run is a fork of one, so no run sees what
another one has done. What the loading itself leaves behind every run shares: a module that reads a
setting as it is loaded, or needs another that only happens to be there, fails in a shell and passes
here. Tests of `start_dbt` and of the commands themselves begin a process anew.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from dbt.contracts.graph.manifest import Manifest

LIBRARIES = (
    "daff",
    "dbt.adapters.duckdb",
    "dbt.adapters.duckdb.environments.local",
    "dbt.cli.main",
    "dbt.task.build",
    "dbt.task.run_operation",
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
_processes.set_forkserver_preload(list(LIBRARIES))


def run_forked(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    parsed: Path | None = None,
) -> tuple[int, str]:
    """Run dbt in a folder and an environment; returns its exit code and what it printed.

    dbt takes over the project that it has parsed into a file before, or parses it anew.
    The code of a run that a signal has killed is the signal's number, negative; the text then ends
    with its name.
    """
    printed = folder / "printed.txt"
    printed.write_bytes(b"")  # a run that is killed at once leaves no earlier one's text
    runner = _runner(parsed)
    runner.send((_invoke, (arguments, folder, environment, printed)))
    code: int = runner.recv()
    killed = f"killed by {signal.Signals(-code).name}\n" if code < 0 else ""
    return code, printed.read_text(encoding="utf-8") + killed


@cache
def _runner(parsed: Path | None) -> Connection:
    """Return the end of a pipe whose other end runs what it is sent, over a parsed project."""
    ours, theirs = _processes.Pipe()
    _processes.Process(target=_run_each, args=(theirs, parsed), daemon=True).start()
    return ours


def _run_each(asked: Connection, parsed: Path | None) -> None:
    """Read a parsed project, then fork for each run that is asked for and send back its code."""
    manifest = _read_manifest(parsed) if parsed else None
    # What all runs share is left where it is, and they look through what they make only rarely: a
    # tenth of a build's time goes into looking for what can be freed otherwise.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    while True:
        run, given = asked.recv()
        child = os.fork()
        if not child:
            run(*given, manifest)
        _, status = os.waitpid(child, 0)
        asked.send(os.waitstatus_to_exitcode(status))


def _invoke(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    printed: Path,
    manifest: Manifest | None,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    sys.argv = ["dbt", *arguments]
    # Not at the top, where every test process would load dbt: the forks have it already.
    from dbt.cli.main import cli  # noqa: PLC0415

    # As dbt's own runner hands a manifest over; the command still ends the process as in a shell.
    cli(obj={"manifest": manifest} if manifest else None)


def _read_manifest(parsed: Path) -> Manifest:
    # Not at the top, for the same reason.
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415
    from dbt.parser.manifest import extended_mashumuro_decoder  # noqa: PLC0415
    from dbt_common.clients.jinja import template_cache  # noqa: PLC0415

    manifest = Manifest.from_msgpack(parsed.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    # Compiling the macros that it calls, each from its text alone, is a fifth of a small run.
    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)
    return manifest
