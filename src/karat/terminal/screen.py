"""The lines of a run: a layer when it is done, now and then how far it is, what went wrong."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TextIO

from karat.terminal.plan import Node, duration, in_order, seconds_left

SECONDS_BETWEEN = 30.0
"""Where lines can't be overwritten, one says so often how far the run is."""

SHARE_BETWEEN = 0.15
"""And no sooner than after so much more of the time passed: a long run's log stays a screen."""

ADAPTER = "Karat adapter: "

RESULT_LINES = {
    *("LogModelResult", "LogTestResult", "LogSeedResult", "LogNodeResult", "LogSnapshotResult"),
    *("LogFunctionResult", "LogSkipBecauseError", "LogHookEndLine", "EndOfRunSummary"),
    "LogCancelLine",
}
"""Events that dbt says again at its end, with the reason, or that a person who stops it expects."""

FAILED = {"error", "fail", "runtime error", "partial success"}


@dataclass(frozen=True)
class Event:
    """What dbt tells: the event's name, level and sentence, and for some its data."""

    name: str
    level: str
    message: str
    data: Mapping[str, Any] = field(default_factory=dict)


Rows = Callable[[Collection[str]], Mapping[str, int]]
"""Counts the rows of tables, each named as `schema.name`; it knows nothing of views."""


class Screen:
    """One run of dbt on a screen; events may come from several threads.

    Parameters
    ----------
    out
        Where the lines go. A line is overwritten only where that is a terminal.
    is_terminal
        Whether it is one.
    rows
        Counts the rows of tables.
    clock
        Seconds that never go back.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        is_terminal: bool,
        rows: Rows,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out, self._is_terminal, self._rows, self._clock = out, is_terminal, rows, clock
        self._lock = Lock()
        self._started = self._last_said = clock()
        self._begun: float | None = None
        self._plan: dict[str, Node] = {}
        self._running: dict[str, Node] = {}
        self._ended: dict[str, str] = {}
        self._seconds: dict[str, float] = {}
        self._layers_said: set[str] = set()
        self._fit = ""
        self.sentences: list[str] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self._last_list = self.errors

    def begin(self, planned: Mapping[str, Node]) -> None:
        """Take the nodes that are going to run, by id, and show the table's head."""
        with self._lock:
            self._begun = self._last_said = self._clock()
            self._plan = dict(planned)
            tables = sum(not node.is_test for node in planned.values())
            self._say(
                f"{tables:,} tables and {len(planned) - tables:,} tests,"
                f" after {duration(self._begun - self._started)} of reading the project"
            )
            self._say(f"{'layer':<14}{'tables':>7}{'tests':>7}{'rows':>13}{'seconds':>9}  left")

    def take(self, event: Event) -> None:
        """Take an event of dbt."""
        with self._lock:
            if event.name == "NodeStart":
                self._start(event.data["node_info"]["unique_id"])
            elif event.name == "NodeFinished":
                self._finish(event.data["node_info"]["unique_id"], event.data["run_result"])
            elif event.name == "JinjaLogInfo":
                _add(self.sentences, event.message)
            elif event.name == "AdapterEventInfo" and event.message.startswith(ADAPTER):
                self._fit = event.message.removeprefix(ADAPTER)
                self._show_where_it_is()
            elif event.name == "SQLCompiledPath" and self._last_list:
                self._last_list.append(event.message)
            elif event.level in ("warn", "error") and event.name not in RESULT_LINES:
                self._last_list = self.warnings if event.level == "warn" else self.errors
                _add(self._last_list, _own_words(event.message.removeprefix(ADAPTER)))

    def end(self) -> None:
        """Show the layers that the run did not get to the end of, and clear the moving line."""
        with self._lock:
            # A run that was refused at its start reached nothing: its sentence says why.
            planned = self._plan.values() if self._ended else ()
            for layer in in_order(node.layer for node in planned):
                self._show_layer(layer)
            self._overwrite("")

    def say(self, line: str = "") -> None:
        """Show a line."""
        with self._lock:
            self._say(line)

    @property
    def complaints(self) -> list[tuple[Node, str]]:
        """Tests that warned or failed, with their statuses."""
        return [
            (self._plan[key], status)
            for key, status in self._ended.items()
            if self._plan[key].is_test and _word(status) in ("warned", "failed")
        ]

    @property
    def elapsed(self) -> float:
        """Seconds since the run was asked for."""
        return self._clock() - self._started

    def _start(self, key: str) -> None:
        if key in self._plan:
            self._running[key] = self._plan[key]
            self._show_where_it_is()

    def _finish(self, key: str, result: Mapping[str, Any]) -> None:
        self._running.pop(key, None)
        if key not in self._plan:
            return
        node, status = self._plan[key], str(result.get("status", ""))
        self._ended[key] = status
        self._seconds[node.layer] = self._seconds.get(node.layer, 0.0) + float(
            result.get("execution_time", 0.0)
        )
        if status in FAILED:
            self._say(f"{'failed' if node.is_test else 'error'}: {node.name} ({node.layer})")
        if all(
            key in self._ended for key, other in self._plan.items() if other.layer == node.layer
        ):
            self._show_layer(node.layer)
        self._show_where_it_is()

    def _show_layer(self, layer: str) -> None:
        if layer in self._layers_said:
            return
        self._layers_said.add(layer)
        ended = [key for key in self._ended if self._plan[key].layer == layer]
        tables = [self._plan[key].table for key in ended if not self._plan[key].is_test]
        counted = self._rows(tables).values()
        statuses = Counter(_word(self._ended[key]) for key in ended)
        planned = sum(node.layer == layer for node in self._plan.values())
        statuses["not reached"] = planned - len(ended)
        troubles = [f"{count} {word}" for word, count in statuses.items() if word and count]
        self._say(
            f"{layer:<14}{len(tables):>7,}{len(ended) - len(tables):>7,}"
            f"{f'{sum(counted):,}' if counted else '':>13}{self._seconds.get(layer, 0.0):>9,.0f}"
            f"  {', '.join(troubles) or self._left()}".rstrip()
        )

    def _show_where_it_is(self) -> None:
        """Show what runs now: over the last such line on a terminal, else seldom."""
        now = self._clock()
        if not self._is_terminal:
            passed = now - self._started
            if now - self._last_said < max(SECONDS_BETWEEN, SHARE_BETWEEN * passed):
                return
            self._last_said = now
        running = [node for node in self._running.values() if not node.is_test]
        working = max(running, key=lambda node: node.seconds, default=None)
        parts = [f"{len(self._ended):,} of {len(self._plan):,} done"]
        if working:
            fit = self._fit if self._fit.startswith(working.name) else ""
            parts.append(f"{working.layer}: {fit or working.name}")
        parts += [f"{duration(now - self._started)} so far"] + [
            left for left in [self._left()] if left
        ]
        line = "  " + "; ".join(parts)
        if self._is_terminal:
            self._overwrite(line[: shutil.get_terminal_size().columns - 1])
        else:
            self._say(line)

    def _left(self) -> str:
        if self._begun is None:
            return ""
        done = [self._plan[key] for key in self._ended]
        left = seconds_left(self._plan.values(), done, self._clock() - self._begun)
        return "" if left is None or len(done) == len(self._plan) else f"about {_about(left)} left"

    def _say(self, line: str) -> None:
        self._overwrite("")
        self._write(line + "\n")

    def _overwrite(self, line: str) -> None:
        if self._is_terminal:
            self._write(f"\r\x1b[K{line}")

    def _write(self, text: str) -> None:
        # Whoever read along may have gone, as `head` does: the run goes on, and its log is a file.
        with suppress(OSError):
            self._out.write(text)
            self._out.flush()


def _add(said: list[str], sentence: str) -> None:
    sentence = sentence.strip("\n")
    if sentence.strip() and sentence not in said:
        said.append(sentence)


def _own_words(message: str) -> str:
    r"""Leave out what dbt puts around a sentence of the project's own: where in which macro it was.

    >>> _own_words("Error in operation a\n  Karat can't build: too few.\n  \n  > in macro stop")
    "Karat can't build: too few."
    >>> _own_words("  Disk full\n  at the second line")
    '  Disk full\n  at the second line'
    """
    own = re.search(
        r"Karat can't build: .+?(?=\s*\n\s*\n|\s*\n\s*> in macro|\s*$)", message, re.DOTALL
    )
    return own[0] if own else message


def _word(status: str) -> str:
    """Return how a status that is no success is called."""
    if status in FAILED:
        return "failed"
    return {"warn": "warned", "skipped": "skipped"}.get(status, "")


def _about(seconds: float) -> str:
    """Write an estimate no finer than it is: minutes, below them tens of seconds.

    >>> [_about(seconds) for seconds in (3.0, 47.0, 100.0, 4000.0)]
    ['10 s', '50 s', '2 min', '1 h 7 min']
    """
    if seconds < 55:
        return duration(max(10, 10 * round(seconds / 10)))
    return duration(60 * max(1, round(seconds / 60)))
