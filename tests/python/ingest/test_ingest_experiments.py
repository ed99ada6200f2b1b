"""The optional files of a shop's experiments and of who was shown what."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from karat.ingest import (
    EXPERIMENTS_SCHEMA,
    EXPOSURES_SCHEMA,
    IngestError,
    read_experiments,
    read_exposures,
)

SPRING = """\
- name: spring
  starts_on: 2026-02-01
  ends_on: 2026-05-01
  population: all
  arms: {letter: 0.25, control: 0.5, call: 0.25}
  primary_metric: conversion
  intervals: fixed_horizon
  effect: 0.1
"""

ANN = "0123456789abcdef"


def declared(tmp_path: Path, text: str) -> pa.Table:
    path = tmp_path / "experiments.yaml"
    path.write_text(text, encoding="utf-8")
    return read_experiments(str(path))


def shown(tmp_path: Path, *lines: str) -> pa.Table:
    path = tmp_path / "shown.csv"
    path.write_text("\n".join(["customer_id;experiment;arm;shown_at", *lines, ""]), "utf-8")
    return read_exposures(str(path), warn=[].append)


class TestExperiments:
    def test_an_experiment_has_a_row_for_each_arm_the_control_first(self, tmp_path: Path) -> None:
        table = declared(tmp_path, SPRING)
        assert table.schema.equals(EXPERIMENTS_SCHEMA)
        rows = table.to_pylist()
        assert [(row["arm"], row["arm_number"], row["share"]) for row in rows] == [
            ("control", 1, 0.5),
            ("call", 2, 0.25),
            ("letter", 3, 0.25),
        ]
        assert rows[0]["starts_on"] == date(2026, 2, 1)
        assert rows[0]["interval_kind"] == "fixed_horizon"

    def test_an_empty_file_declares_nothing(self, tmp_path: Path) -> None:
        assert declared(tmp_path, "# none yet\n").num_rows == 0

    def test_a_fingerprint_is_of_what_is_declared_and_not_of_its_spelling(
        self, tmp_path: Path
    ) -> None:
        def fingerprint(text: str) -> str:
            (print_,) = set(declared(tmp_path, text)["fingerprint"].to_pylist())
            return print_

        spring = fingerprint(SPRING)
        lines = SPRING.replace("- ", "  ").splitlines()
        again = "- " + "\n  ".join(line.strip() for line in reversed(lines)) + "\n"
        assert fingerprint(again.replace('"', "").replace("0.25", "0.250")) == spring
        assert fingerprint(SPRING.replace("effect: 0.1", "effect: 0.2")) != spring
        assert fingerprint(SPRING.replace("2026-05-01", "2026-05-02")) != spring

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("0.5,", "0.4,", "experiment 1: the shares of the arms must add up to 1"),
            ("control", "others", "one arm must be named control"),
            ("letter", "hold_out", "none hold_out"),
            ("2026-05-01", "2026-02-01", "starts_on must lie before ends_on"),
            ("2026-05-01", "soon", "experiment 1, ends_on: "),
            ("conversion", "happiness", "experiment 1, primary_metric: "),
            ("fixed_horizon", "bayesian", "experiment 1, intervals: "),
            ("effect: 0.1", "effect: 0", "experiment 1, effect: "),
            ("effect: 0.1", "effekt: 0.1", "experiment 1, effect: "),
            ("spring", "Весна", "experiment 1, name: "),
            ("  arms: {", "  arms: {{", "line 6: not valid YAML"),
        ],
    )
    def test_what_could_not_be_assigned_or_read_is_told_in_a_sentence(
        self, tmp_path: Path, old: str, new: str, sentence: str
    ) -> None:
        with pytest.raises(IngestError) as error:
            declared(tmp_path, SPRING.replace(old, new))
        assert sentence in str(error.value)
        assert str(error.value).startswith("experiments.yaml, ")
        assert str(error.value).endswith(".")

    def test_two_experiments_of_one_name_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(IngestError, match="two experiments are named spring"):
            declared(tmp_path, SPRING + SPRING)


class TestExposures:
    def test_days_and_moments_are_read(self, tmp_path: Path) -> None:
        table = shown(
            tmp_path, f"{ANN.upper()};spring;call;2026-02-14", f"{ANN};spring;call;2026-02-14 18:30"
        )
        assert table.schema.equals(EXPOSURES_SCHEMA)
        assert [tuple(row.values()) for row in table.to_pylist()] == [
            ("spring", ANN, "call", datetime(2026, 2, 14)),
            ("spring", ANN, "call", datetime(2026, 2, 14, 18, 30)),
        ]

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("+7 701 000 00 01;spring;call;2026-02-14", "column customer_id: not the id"),
            (f"{ANN};;call;2026-02-14", "no experiment or no arm"),
            (f"{ANN};spring;call;14.02.2026", "column shown_at: not a day"),
            (f"{ANN};spring;call;2026-02-14;5", "the row doesn't fit the header"),
        ],
    )
    def test_a_row_that_is_not_whole_stops_and_is_not_repeated(
        self, tmp_path: Path, line: str, sentence: str
    ) -> None:
        with pytest.raises(IngestError) as error:
            shown(tmp_path, line)
        assert f"shown.csv, row 2{':' if sentence[0] in 'tn' else ', '}" in str(error.value)
        assert sentence in str(error.value)
        assert "701" not in str(error.value)
