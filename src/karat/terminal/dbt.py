"""dbt in this process, by its Python interface, telling what it does event by event."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt import selected_resources
from dbt.cli.main import dbtRunner, dbtRunnerResult
from google.protobuf.json_format import MessageToDict

from karat.terminal.plan import Node, plan
from karat.terminal.screen import Event, Screen

WITH_DATA = {"NodeStart", "NodeFinished", "ArtifactWritten"}

Listener = Callable[[Any], None]
"""Takes dbt's events as dbt gives them, from any of its threads."""

QUIET = ("--log-level", "none", "--log-level-file", "debug", "--no-use-colors", "--write-json")
"""Nothing of dbt's own on the screen, all of it in its log file, as ever; the manifest, which the
screen's plan is read from, whatever `DBT_WRITE_JSON` says."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: dbt's exit code, its own id, and whether somebody stopped it."""

    code: int
    run_id: str
    is_interrupted: bool = False


class _Listener:
    """Hands dbt's events to a screen, and the plan of the run once dbt has made it."""

    def __init__(self, screen: Screen, seconds: Mapping[str, float]) -> None:
        self._screen, self._seconds = screen, seconds
        self._manifest = Path()
        self.run_id = ""

    def __call__(self, message: Any) -> None:
        info = message.info
        self.run_id = info.invocation_id
        if info.name == "ConcurrencyLine":
            self._screen.begin(self._plan())
        if info.level == "debug" and info.name not in WITH_DATA:
            return
        data: dict[str, Any] = {}
        if info.name in WITH_DATA:
            data = MessageToDict(message.data, preserving_proto_field_name=True)
        if data.get("artifact_type") == "WritableManifest":
            self._manifest = Path(data["artifact_path"])
        self._screen.take(Event(info.name, info.level, info.msg, data))

    def _plan(self) -> dict[str, Node]:
        if not self._manifest.is_file():
            return {}
        manifest = json.loads(self._manifest.read_text(encoding="utf-8"))
        # What dbt hands to Jinja as `selected_resources`; no event names them.
        nodes = manifest["nodes"] | manifest.get("unit_tests", {})
        return plan(nodes, selected_resources.SELECTED_RESOURCES, self._seconds)


def run(
    arguments: Sequence[str],
    screen: Screen,
    seconds: Mapping[str, float],
    listeners: Sequence[Listener] = (),
) -> Ended:
    """Run dbt and show it; returns when it has ended.

    Parameters
    ----------
    arguments
        dbt's own, such as `build --select …`.
    screen
        What shows it.
    seconds
        What tables took the last time, by their names.
    listeners
        Who else is told of dbt's events.
    """
    listener = _Listener(screen, seconds)
    result = dbtRunner(callbacks=[listener, *listeners]).invoke([*arguments, *QUIET])
    interrupted = isinstance(result.exception, KeyboardInterrupt)
    if result.exception and not interrupted and not screen.errors:
        # An argument that dbt does not know is told by no event.
        screen.take(Event("Exception", "error", str(result.exception)))
    screen.end()
    return Ended(_code(result), listener.run_id, interrupted)


def _code(result: dbtRunnerResult) -> int:
    """Return the exit code that dbt's command would have had."""
    if result.success:
        return 0
    return 2 if result.exception else 1
