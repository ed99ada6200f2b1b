"""A run as JSON lines, which journald or Loki can take: `KARAT_LOG` says where they go.

They are read off `monitoring.run_history` and `monitoring.run_steps`, which hold names of the
project's tables, numbers and moments: no cell of an export, and no message, since dbt's may quote
one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karat.terminal.plan import Node

STEPS = """
    select runs.ended_at, steps.layer, steps.step_name, steps.status, steps.seconds,
        steps.rows_in, steps.rows_out
    from monitoring.run_steps as steps inner join monitoring.run_history as runs using (run_id)
    where run_id = ? order by steps.step_number
"""
RUN = """
    select ended_at, command, epoch(ended_at) - epoch(started_at),
        step_count, failed_count, skipped_count, warned_count
    from monitoring.run_history where run_id = ?
"""
LEVELS = {"warn": "warning", "success": "info", "pass": "info", "skipped": "warning"}
"""How statuses of dbt's are called in a log; any other is an error."""


Ask = Callable[[str, str], list[tuple[Any, ...]]]
"""Asks the warehouse with a query and the run's id as its parameter."""


def lines(
    ask: Ask, run_id: str, code: int, checks: Iterable[tuple[Node, str]]
) -> Iterator[dict[str, object]]:
    """Yield what a run did: each table, each check that did not pass, and the whole.

    Parameters
    ----------
    ask
        Asks the warehouse that dbt has built.
    run_id
        dbt's id of the run.
    code
        Its exit code.
    checks
        Tests that did not pass, with their statuses.
    """
    steps, runs = ask(STEPS, run_id), ask(RUN, run_id)
    now = datetime.now(UTC).replace(tzinfo=None)
    for ended, stage, step, status, seconds, rows_in, rows_out in steps:
        yield {
            **_head(ended, LEVELS.get(status, "error"), "step", run_id),
            **{"stage": stage, "step": step, "status": status, "seconds": round(seconds, 3)},
            **{"rows_in": rows_in, "rows_out": rows_out},
        }
    ended = runs[0][0] if runs else now
    for node, status in checks:
        yield {
            **_head(ended, LEVELS.get(status, "error"), "check", run_id),
            **{"stage": node.layer, "check": node.name, "status": status},
        }
    for ended, command, seconds, count, failed, skipped, warned in runs or [(now, *[None] * 6)]:
        yield {
            **_head(ended, "error" if code else "info", "run", run_id),
            **{"command": command, "exit_code": code, "seconds": seconds, "steps": count},
            **{"failed": failed, "skipped": skipped, "warnings": warned},
        }


def write(records: Iterable[dict[str, object]]) -> None:
    """Append records to the file that `KARAT_LOG` names, or to `stderr`; unset, to nothing."""
    where = os.environ.get("KARAT_LOG", "").strip()
    if not where:
        return
    text = "".join(json.dumps(record) + "\n" for record in records)
    if where == "stderr":
        sys.stderr.write(text)
        return
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _head(ended: datetime, level: str, event: str, run_id: str) -> dict[str, object]:
    return {
        **{"time": f"{ended.isoformat(timespec='milliseconds')}Z", "level": level},
        **{"event": event, "run_id": run_id},
    }
