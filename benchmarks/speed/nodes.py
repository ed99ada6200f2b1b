"""
Run one build with dbt and keep what each node cost.

    python benchmarks/speed/nodes.py FILE build --exclude-resource-type unit_test …

Runs in a process of its own, with the `karat` of whichever checkout is on the path, so it imports
nothing of this project. Nodes run one after another (`--threads 1`): what the process spends from a
node's start to its end is then the node's own, whatever threads it starts.

Of the libraries that fit and score, the calls themselves are timed where they happen: what a node
costs beside its library's own calls, on the very matrices that it hands over.
"""

from __future__ import annotations

import functools
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBRARY_CALLS = (
    ("implicit", "implicit.cpu.als", "AlternatingLeastSquares.fit"),
    ("implicit", "implicit.cpu.topk", "topk"),
    ("lifelines", "lifelines", "CoxPHFitter.fit"),
    ("LightGBM", "lightgbm", "train"),
    ("LightGBM", "lightgbm", "Dataset.construct"),
    ("LightGBM", "lightgbm", "Booster.predict"),
)
"""Library, module, and what is called there; each works in the thread that calls it."""


class LibraryClock:
    """Seconds of CPU inside the libraries' calls, by library, since the last reading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: dict[str, float] = {}
        self._inside = threading.local()

    def around(self, library: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, timed; a call made by another that is timed counts once."""

        @functools.wraps(call)
        def timed(*arguments: Any, **named: Any) -> Any:
            if getattr(self._inside, "at_work", False):
                return call(*arguments, **named)
            self._inside.at_work = True
            started = time.thread_time()
            try:
                return call(*arguments, **named)
            finally:
                self._inside.at_work = False
                spent = time.thread_time() - started
                with self._lock:
                    self._seconds[library] = self._seconds.get(library, 0.0) + spent

        return timed

    def read(self) -> dict[str, float]:
        """Return what was spent, and begin anew."""
        with self._lock:
            found, self._seconds = self._seconds, {}
        return found


def time_libraries(clock: LibraryClock) -> None:
    """Put the clock around the libraries' calls; before anything imports them by name."""
    for library, module_name, path in LIBRARY_CALLS:
        owner: Any = __import__(module_name, fromlist=["_"])
        *parents, name = path.split(".")
        for parent in parents:
            owner = getattr(owner, parent)
        setattr(owner, name, clock.around(library, getattr(owner, name)))


class Listener:
    """Keeps a row for each node that ended, with its CPU."""

    def __init__(self, clock: LibraryClock) -> None:
        self._clock = clock
        self._started = 0.0
        self.nodes: list[dict[str, Any]] = []

    def __call__(self, message: Any) -> None:
        """Take one event of dbt; nodes run one after another."""
        if message.info.name == "NodeStart":
            self._clock.read()
            self._started = time.process_time()
        elif message.info.name == "NodeFinished":
            node = message.data.node_info
            self.nodes.append(
                {
                    "name": node.node_name,
                    "kind": node.resource_type,
                    "materialised": node.materialized,
                    "schema": node.node_relation.schema,
                    "path": node.node_path,
                    "status": node.node_status,
                    "cpu_seconds": time.process_time() - self._started,
                    "library_seconds": self._clock.read(),
                }
            )


def main() -> None:
    """Run dbt with the arguments after the file's name; end as dbt does."""
    clock = LibraryClock()
    time_libraries(clock)
    # After the clock is around the libraries: dbt takes hold of their functions as it loads.
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    listener = Listener(clock)
    result = dbtRunner(callbacks=[listener]).invoke([*sys.argv[2:], "--threads", "1"])
    Path(sys.argv[1]).write_text(json.dumps(listener.nodes), encoding="utf-8")
    sys.exit(0 if result.success else 1)


if __name__ == "__main__":
    main()
