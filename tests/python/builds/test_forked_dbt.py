"""What the tests are told of a run of dbt that did not come to its end."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import forked_dbt
import pytest


def _killed_at_once(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    printed: Path,
    manifest: object,
) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_run_is_told_by_its_signal_without_an_earlier_runs_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, printed = forked_dbt.run_forked(["--version"], tmp_path, dict(os.environ))
    assert code == 0
    assert "duckdb" in printed
    monkeypatch.setattr(forked_dbt, "_invoke", _killed_at_once)
    killed = forked_dbt.run_forked(["--version"], tmp_path, dict(os.environ))
    assert killed == (-signal.SIGKILL, "killed by SIGKILL\n")
