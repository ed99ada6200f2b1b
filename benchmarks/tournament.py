"""Hold a tournament of all families on several logs: `make benchmark-tournament`.

A log's tables are kept beside its warehouse, so that a run that was stopped goes on with the logs
that are left, and a log that is run again takes over the fits that it had.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.build import BuildFailedError, run
from benchmarks.logs import LOGS, Log
from benchmarks.measured import put

HELD = ("demo", "uci", "cdnow", "complete_journey")
TABLES = "tournament.md"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tournament", description=__doc__)
    parser.add_argument("--logs", default=",".join(HELD), help="names, comma separated")
    parser.add_argument("--families", default="all", help="names, separated by blanks")
    parser.add_argument("--budget", default="1800", help="seconds of a family's fit or scores")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder of the logs"
    )
    parser.add_argument("--output", type=Path, default=Path("docs/tournament.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/tournaments"))
    parser.add_argument("--reuse", action="store_true", help="take tables that are there")
    parser.add_argument("--sales", action="store_true", help="only write what packages hold")
    arguments = parser.parse_args()
    lines: list[str] = []
    for log in (LOGS[name] for name in arguments.logs.split(",")):
        folder = arguments.folder.resolve() / log.name
        if arguments.sales:
            log.sales(arguments.data.resolve(), folder)
            continue
        if not (arguments.reuse and (folder / TABLES).exists()):
            try:
                told = held(
                    log,
                    arguments.data.resolve(),
                    folder,
                    arguments.families.split(),
                    arguments.budget,
                )
            except FileNotFoundError as missing:
                told = f"Not measured: {missing}.\n"
                folder.mkdir(parents=True, exist_ok=True)
            (folder / TABLES).write_text(told, encoding="utf-8")
        print(f"{log.name}: done", flush=True)
        lines += [f"## {log.title}", "", f"Test window: {log.why}.", ""]
        told = (folder / TABLES).read_text(encoding="utf-8")
        lines += [*(told if log.has_items else without_lists(told)).splitlines(), ""]
    if lines:
        put(arguments.output, lines)
        print(f"written: {arguments.output}")


def held(log: Log, data: Path, folder: Path, families: list[str], budget: str) -> str:
    """
    Hold the tournament on a log and return its tables.

    Raises
    ------
    FileNotFoundError
        If the log is not on this machine.
    BuildFailedError
        If the tournament ends with an error.
    """
    ended = run(
        replace(log, variables={**log.variables, "challengers": families}),
        data,
        folder,
        [
            *(sys.executable, "-m", "karat.tournament", "build", "--no-next", "--threads", "1"),
            *("--exclude-resource-type", "test", "unit_test"),
        ],
        {"KARAT_FAMILY_SECONDS": budget},
    )
    (folder / "tournament.log").write_text(ended.stdout + ended.stderr, encoding="utf-8")
    if ended.returncode:
        raise BuildFailedError(f"{log.name}: {(ended.stdout + ended.stderr)[-4000:]}")
    return tables(ended.stdout)


def tables(printed: str) -> str:
    r"""
    Return the tables out of what a tournament prints, a heading lower.

    >>> tables("Built.\n\n## When\n\n| family |\n")
    '### When\n\n| family |\n'
    """
    return printed[printed.index("## ") :].replace("## ", "### ")


def without_lists(told: str) -> str:
    r"""
    Leave out the tables of lists, where there is one item to list.

    >>> without_lists("### When\n\n| a |\n\n### What: item\n\n| b |\n\na is set aside.\n")
    '### When\n\n| a |\n\na is set aside.\n'
    """
    return re.sub(r"### What[^\n]*\n\n(\|[^\n]*\n)*\n?", "", told)


if __name__ == "__main__":
    main()
