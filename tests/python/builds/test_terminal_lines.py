"""A run as JSON lines: what each says, and where they go."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from karat.terminal.lines import RUN, STEPS, lines, write
from karat.terminal.plan import Node

ENDED = datetime(2024, 6, 1, 3, 4, 5)
CHECK = Node("marts", "every customer once", "", 0.1)


def asked(query: str, run_id: str) -> list[tuple[Any, ...]]:
    """Answer as a warehouse would in which one table was built and one was not."""
    assert run_id == "a run"
    return {
        STEPS: [
            (ENDED, "staging", "stg_sales", "success", 1.23456, None, 29),
            (ENDED, "marts", "fct_sales", "skipped", 0.0, 29, None),
        ],
        RUN: [(ENDED, "build", 12.5, 2, 0, 1, 1)],
    }[query]


def test_a_run_is_its_steps_its_checks_and_the_whole() -> None:
    told = list(lines(asked, "a run", 1, [(CHECK, "fail")]))
    assert {line["time"] for line in told} == {"2024-06-01T03:04:05.000Z"}
    assert {line["run_id"] for line in told} == {"a run"}
    assert [(line["event"], line["level"]) for line in told] == [
        ("step", "info"),
        ("step", "warning"),
        ("check", "error"),
        ("run", "error"),
    ]
    assert told[0]["seconds"] == 1.235
    assert (told[0]["rows_in"], told[0]["rows_out"]) == (None, 29)
    assert (told[2]["stage"], told[2]["check"]) == ("marts", "every customer once")
    assert (told[3]["exit_code"], told[3]["steps"], told[3]["warnings"]) == (1, 2, 1)


def test_a_run_that_left_no_tables_is_told_as_one_line() -> None:
    (told,) = lines(lambda query, run_id: [], "a run", 2, [])
    assert (told["event"], told["level"], told["exit_code"]) == ("run", "error", 2)
    assert told["steps"] is None


def test_lines_go_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARAT_LOG", "")
    write([{"event": "run"}])
    monkeypatch.setenv("KARAT_LOG", str(path := tmp_path / "new" / "karat.log"))
    write([{"event": "step"}])
    write([{"event": "run"}])
    assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == ["step", "run"]
    monkeypatch.setenv("KARAT_LOG", "stderr")
    write([{"event": "run"}])
    assert capsys.readouterr().err == '{"event": "run"}\n'
