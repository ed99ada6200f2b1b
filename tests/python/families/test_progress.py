"""Lines of long fits, and silence of short ones."""

from __future__ import annotations

import logging

import pytest
from dbt.adapters.duckdb.plugins import BasePlugin
from fits import FITS, each

import karat.plugin
import karat.progress
from karat.progress import Progress


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "karat")
    return caplog


def test_a_line_comes_every_ten_seconds_and_none_before(said: pytest.LogCaptureFixture) -> None:
    now = iter([100.0, 101.0, 109.9, 110.0, 119.0, 121.0])
    progress = Progress("als_factors", clock=lambda: next(now))
    for step in range(1, 6):
        progress.at("split test, items", step, 15)
    # dbt's adapters may listen to the library's logger by now: only what it said itself counts.
    lines = [record.getMessage() for record in said.records if record.name == "karat.progress"]
    assert lines == [
        "als_factors, split test, items: step 3 of 15, 10 s so far",
        "als_factors, split test, items: step 5 of 15, 21 s so far",
    ]


@pytest.mark.parametrize("name", each({name: name for name in FITS}))
def test_each_fit_tells_its_steps_and_stays_what_it_was(
    name: str, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = FITS[name]
    quiet = fit()
    assert said.messages == []
    monkeypatch.setattr(karat.progress, "SECONDS_BETWEEN", 0)
    assert fit().equals(quiet)
    assert any(message.startswith(f"{name}, {fit.last_line}") for message in said.messages)


def test_the_lines_go_to_dbts_own_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []

    class Log:
        info = staticmethod(lines.append)

    monkeypatch.setattr(karat.plugin, "_log", Log)
    for _ in range(2):
        BasePlugin.create("karat.plugin", alias="karat")
    Progress("cox_fit", clock=iter([0.0, 30.0]).__next__).at("split test", 1, 8)
    assert lines == ["cox_fit, split test: step 1 of 8, 30 s so far"]
