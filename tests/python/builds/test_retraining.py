"""`make retrain-if-needed`: when it trains, what it says, and that nothing worse is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from karat.retraining import retrain_if_needed, was_refused

NIGHT = "2025-03-17"


class Shop:
    """What dbt would leave, run by run: the decision that it publishes, or its refusal."""

    def __init__(self, folder: Path, *nights: str) -> None:
        self.published, self.warehouse = folder / "published.duckdb", folder / "karat.duckdb"
        self.runs: list[tuple[str, str]] = []
        self._nights = list(nights)

    def publish(self, decision: str) -> None:
        with duckdb.connect(str(self.published)) as connection:
            connection.execute("create schema if not exists monitoring")
            connection.execute(
                "create or replace table monitoring.retraining_decisions as"
                f" select date '2025-04-01' as night, '{decision}' as decision,"
                f" 'It is {decision}.' as sentence,"
                f" date '{NIGHT}' as judged_night"
            )

    def end(self, step: str, status: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute("create schema if not exists monitoring")
            connection.execute(
                "create or replace table monitoring.run_history as"
                " select 'a' as run_id, now() as started_at, now() as ended_at"
            )
            connection.execute(
                "create or replace table monitoring.run_steps as"
                f" select 'a' as run_id, '{step}' as step_name, '{status}' as status"
            )

    def run(self, arguments: Sequence[str], settings: Mapping[str, str]) -> int:
        self.runs.append((settings["KARAT_FITS"], settings.get("KARAT_JUDGED_NIGHT", "")))
        assert ("tag:training" in arguments) is (settings["KARAT_FITS"] == "active")
        outcome = self._nights.pop(0)
        if outcome == "refused":
            self.end("version_activations", "error")
        elif outcome == "broken":
            self.end("cox_fit", "error")
        else:
            self.publish(outcome)
        return int(outcome in ("refused", "broken"))

    def retrain(self) -> int:
        return retrain_if_needed(self.run, (), self.published, self.warehouse)


@pytest.mark.parametrize(
    ("nights", "runs", "code"),
    [
        (("left_alone",), [("active", "")], 0),
        (("promoted",), [("active", "")], 0),
        (("needed", "promoted"), [("active", ""), ("", NIGHT)], 0),
        (("needed", "refused", "kept"), [("active", ""), ("", NIGHT), ("active", "")], 0),
        (("needed", "broken"), [("active", ""), ("", NIGHT)], 1),
        (("broken",), [("active", "")], 1),
    ],
)
def test_it_trains_where_the_night_calls_for_it(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    nights: tuple[str, ...],
    runs: list[tuple[str, str]],
    code: int,
) -> None:
    shop = Shop(tmp_path, *nights)
    shop.publish("left_alone")
    assert shop.retrain() == code
    assert shop.runs == runs
    said = capsys.readouterr().out
    assert all(f"It is {night}." in said for night in nights if night not in ("refused", "broken"))


def test_the_first_night_trains(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "promoted")
    assert shop.retrain() == 0
    assert shop.runs == [("", "")]


def test_without_a_warehouse_nothing_was_refused(tmp_path: Path) -> None:
    assert not was_refused(tmp_path / "none.duckdb")
