"""`python -m karat.terminal [--force] build …`: run dbt as a person wants to read it.

`make build`, `make score` and `make rollback` call it, and `karat.tournament`. `--force` scores
where nothing is new, `--no-next` names no commands and tells no tools (karat.terminal.tools); all
else is dbt's own, the exit code too.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from karat.publication import published_path
from karat.terminal.inputs import is_unchanged, keep, read_inputs
from karat.terminal.lines import lines, write
from karat.terminal.plan import duration
from karat.terminal.screen import Screen
from karat.terminal.summary import Published, report
from karat.terminal.tools import tell_tools
from karat.variables import project_vars, refusal

if TYPE_CHECKING:
    from karat.terminal.dbt import Listener

NEXT = (
    ("make dashboard", "whom to call and how far to trust it: target/dashboard.html"),
    ("make contacts TOP=10", "ten people to call, with names and phones, for you alone"),
    ("make docs", "what every table and column means: target/docs.html"),
    ("make score", "tomorrow: predictions on new sales, without training"),
    ("KARAT_API_TOKEN=… make serve", "answers over HTTP, http://127.0.0.1:8000/docs"),
)


def main(arguments: Sequence[str], listeners: Sequence[Listener] = ()) -> int:
    """Run dbt with the arguments and show it; returns dbt's exit code.

    Parameters
    ----------
    arguments
        Those of the command.
    listeners
        Who is told of dbt's events beside the screen.
    """
    parser = argparse.ArgumentParser(prog="karat.terminal", allow_abbrev=False, add_help=False)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--no-next", action="store_true")
    own, dbts = parser.parse_known_args(arguments)
    project = _project_folder(dbts)
    wrong = refusal(_given_vars(dbts), project_vars(project))
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    scores = os.environ.get("KARAT_FITS") == "active"
    if scores and not own.force and is_unchanged(read_inputs(project, dbts)):
        print(
            "Nothing to do: sales, stock, settings, fits and code are those of the last publication"
            f"\n({published_path()}), and would give the same. To score anyway: make score FORCE=1"
        )
        return 0
    return _run(dbts, project, listeners, says_next=not own.no_next)


def _run(
    arguments: Sequence[str], project: Path, listeners: Sequence[Listener], *, says_next: bool
) -> int:
    # dbt takes seconds to load: what is refused, or has nothing to do, does not wait for it.
    from karat.plugin import ask_warehouse, demo_export, table_rows  # noqa: PLC0415
    from karat.terminal.dbt import run  # noqa: PLC0415

    if not os.environ.get("KARAT_SALES", "").strip():
        demo_export(project)  # an input too, which the first run in a fresh clone finds missing
    inputs = read_inputs(project, arguments)
    is_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    published = Published(published_path())
    screen = Screen(sys.stdout, is_terminal=is_terminal, rows=table_rows)
    screen.say("Reading the project: a minute or more where settings or code are new.")
    ended = run(arguments, screen, published.last_seconds(), listeners)
    write(lines(ask_warehouse, ended.run_id, ended.code, screen.complaints))
    errors = screen.errors
    if ended.is_interrupted:  # dbt tells it as an error without a word, and its trace
        errors = [said for said in errors if not _is_of_an_interrupt(said)]
    _show(screen, "", screen.sentences)
    _show(screen, "Warnings", screen.warnings)
    _show(screen, "What went wrong", errors)
    if ended.run_id and published.has_run(ended.run_id):
        keep(inputs)
        _show(screen, f"Published in {duration(screen.elapsed)}", report(published))
        if says_next:
            _show(screen, "Next", [f"{command:<30} {what}" for command, what in NEXT])
    elif not any("Not published" in said for said in screen.sentences):  # the macros know why best
        why = "you stopped the run" if ended.is_interrupted else _why(ended.code)
        _show(screen, "", [f"Not published, since {why}. {_readers_have(published_path())}."])
    if says_next:
        _show(screen, "Not told", tell_tools(ended.code))
    screen.say(f"Everything that dbt said: {_log_file(arguments)}")
    return ended.code


def _is_of_an_interrupt(said: str) -> bool:
    return said.strip() == "Encountered an error:" or "KeyboardInterrupt" in said


def _why(code: int) -> str:
    if code == 0:
        return "the run did not build every table that is published"
    return "something failed" if code == 1 else "dbt stopped before its end"


def _readers_have(path: Path) -> str:
    if path.exists():
        return f"Readers keep the last publication, {path}"
    return "There is no publication yet"


def _show(screen: Screen, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    screen.say()
    if title:
        screen.say(title)
    for line in lines:
        screen.say(f"  {line}" if title else line)


def _option(arguments: Sequence[str], name: str) -> str | None:
    """Return the value of an option of dbt's among its arguments; the last one counts."""
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument(name, dest="value")
    value = parser.parse_known_args(arguments)[0].value
    return None if value is None else str(value)


def _project_folder(arguments: Sequence[str]) -> Path:
    return Path(_option(arguments, "--project-dir") or os.environ.get("DBT_PROJECT_DIR") or ".")


def _log_file(arguments: Sequence[str]) -> Path:
    folder = _option(arguments, "--log-path") or os.environ.get("DBT_LOG_PATH") or "logs"
    return Path(folder, "dbt.log")


def _given_vars(arguments: Sequence[str]) -> dict[str, object]:
    """Return the vars that were given; what is no YAML is dbt's to complain of."""
    try:
        given = yaml.safe_load(_option(arguments, "--vars") or "{}")
    except yaml.YAMLError:
        return {}
    return given if isinstance(given, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
