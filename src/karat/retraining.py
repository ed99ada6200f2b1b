"""`make retrain-if-needed`: score, and train where the published decision of the night says so.

Readers have tonight's predictions before anything is trained, so a training that fails, or whose
fit is worse than the one in use, takes nothing from them. What is decided, and why, is SQL:
`monitoring.retraining_decisions`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karat.publication import published_path
from karat.terminal.summary import NOT_THERE, Published

TRAIN = ("build", "--exclude-resource-type", "unit_test")
SCORE = (*TRAIN, "--exclude", "tag:training")
"""What `make build` and `make score` ask of dbt."""

DECISION = """
    select decision, sentence, coalesce(cast(judged_night as varchar), '')
    from monitoring.retraining_decisions order by night desc limit 1
"""
GATE = """
    select steps.status from monitoring.run_steps as steps
    inner join monitoring.run_history as runs using (run_id)
    where steps.step_name = 'version_activations'
    order by runs.started_at desc, runs.ended_at desc limit 1
"""

Run = Callable[[Sequence[str], Mapping[str, str]], int]
"""Runs dbt with arguments and settings, and returns its exit code."""


@dataclass(frozen=True)
class Decision:
    """What readers have been told of the latest night."""

    decision: str
    sentence: str
    judged_night: str


def last_decision(published: Path) -> Decision | None:
    """Return the latest decision that was published, none where there is no such file."""
    rows = Published(published).rows(DECISION)
    return Decision(*map(str, rows[0])) if rows else None


def was_refused(warehouse: Path) -> bool:
    """Whether the last run ended because its fit was worse than the one in use."""
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return connection.execute(GATE).fetchall() == [("error",)]
    except NOT_THERE:
        return False


def retrain_if_needed(run: Run, arguments: Sequence[str], published: Path, warehouse: Path) -> int:
    """Score, train where it is needed, and promote or keep; returns the exit code.

    Parameters
    ----------
    run
        Runs dbt.
    arguments
        dbt's own, for every run.
    published
        The file that readers open.
    warehouse
        The file that dbt builds.
    """
    if not published.exists():
        print("Training, since nothing has been published yet.", flush=True)
        return run((*TRAIN, *arguments), {"KARAT_FITS": ""})
    code = run((*SCORE, *arguments), {"KARAT_FITS": "active"})
    decided = last_decision(published)
    if code or decided is None:
        return code or 1
    print(decided.sentence, flush=True)
    if decided.decision != "needed":
        return 0
    code = run(
        (*TRAIN, *arguments),
        {"KARAT_FITS": "", "KARAT_JUDGED_NIGHT": decided.judged_night},
    )
    if code and was_refused(warehouse):
        # The tables of fits hold the refused one by now: scoring puts back those in use.
        print("The new fit is refused: scoring with the one in use, to tell so.", flush=True)
        code = run(("--force", *SCORE, *arguments), {"KARAT_FITS": "active"})
    told = last_decision(published)
    if not code and told is not None:
        print(told.sentence, flush=True)
    return code


def run_dbt(arguments: Sequence[str], settings: Mapping[str, str]) -> int:
    """Run dbt on the terminal, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "karat.terminal", *arguments],
        env={**os.environ, **settings},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(
        retrain_if_needed(
            run_dbt,
            sys.argv[1:],
            published_path(),
            Path(os.environ.get("KARAT_WAREHOUSE", "").strip() or "warehouse/karat.duckdb"),
        )
    )
