"""Commands that lack what they need say in a sentence what to do, and touch nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import karat.exports.gauges
import karat.exports.postgres
import karat.tracking.__main__


@pytest.mark.parametrize(
    ("main", "said"),
    [
        (karat.exports.postgres.main, "KARAT_POSTGRES is not set. Set it to the database"),
        (karat.exports.gauges.main, "no published file"),
        (karat.tracking.__main__.main, "set MLFLOW_TRACKING_URI, WANDB_PROJECT or both"),
    ],
)
def test_what_is_missing_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, main: Callable[[], None], said: str
) -> None:
    for name in ("KARAT_POSTGRES", "MLFLOW_TRACKING_URI", "WANDB_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KARAT_PUBLISHED", str(tmp_path / "published.duckdb"))
    monkeypatch.setenv("KARAT_METRICS_FILE", str(tmp_path / "karat.prom"))
    monkeypatch.setattr(sys, "argv", ["karat"])
    with pytest.raises(SystemExit, match=said):
        main()
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_publication_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_PUBLISHED", str(tmp_path / "published.duckdb"))
    monkeypatch.setenv("KARAT_POSTGRES", "postgresql://nobody@localhost:1/none")
    with pytest.raises(SystemExit, match="no published file"):
        karat.exports.postgres.main()


def test_trackers_that_have_nothing_to_tell_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_PUBLISHED", str(tmp_path / "published.duckdb"))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", str(tmp_path / "runs"))
    monkeypatch.delenv("WANDB_PROJECT", raising=False)
    with pytest.raises(SystemExit, match="no published file"):
        karat.tracking.__main__.main()
