"""The optional files of a shop's campaigns and of whom it contacted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from karat.ingest import (
    CAMPAIGNS_SCHEMA,
    CONTACTS_SCHEMA,
    IngestError,
    read_campaigns,
    read_contacts,
)

CALLS = """\
- name: calls
  segments: [loyal, champions]
  within_days: 30
  most: 100
  cost: 500
  response: 0.2
  rest_days: 30
"""

LETTERS = """\
- name: letters
  segments: [all]
  least_probability: 0.05
  within_days: 90
  most: 10
  cost: 0
  response: {experiment: winter, arm: letter}
  rest_days: 0
  experiment: {experiment: spring, arm: letter}
"""

ANN = "0123456789abcdef"


def declared(tmp_path: Path, text: str) -> pa.Table:
    path = tmp_path / "campaigns.yaml"
    path.write_text(text, encoding="utf-8")
    return read_campaigns(str(path))


def contacted(tmp_path: Path, *lines: str) -> pa.Table:
    path = tmp_path / "called.csv"
    path.write_text("\n".join(["customer_id;campaign;contacted_on", *lines, ""]), "utf-8")
    return read_contacts(str(path), warn=[].append)


class TestCampaigns:
    def test_a_campaign_has_a_row_for_each_segment_in_the_files_order(self, tmp_path: Path) -> None:
        table = declared(tmp_path, CALLS + LETTERS)
        assert table.schema.equals(CAMPAIGNS_SCHEMA)
        rows = [tuple(row.values()) for row in table.to_pylist()]
        none = (None, None)
        assert rows == [
            ("calls", 1, "loyal", 0, 30, 100, 500, 0.2, *none, 30, *none),
            ("calls", 1, "champions", 0, 30, 100, 500, 0.2, *none, 30, *none),
            *[
                (
                    "letters",
                    2,
                    "all",
                    0.05,
                    90,
                    10,
                    0,
                    None,
                    "winter",
                    "letter",
                    0,
                    "spring",
                    "letter",
                )
            ],
        ]

    def test_an_empty_file_declares_nothing(self, tmp_path: Path) -> None:
        assert declared(tmp_path, "# none yet\n").num_rows == 0

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("[loyal, champions]", "[all, loyal]", "campaign 1: segments must each be named once"),
            ("[loyal, champions]", "[loyal, loyal]", "campaign 1: segments must each be named"),
            ("[loyal, champions]", "loyal", "campaign 1, segments: "),
            ("0.2", "a lot", "campaign 1, response: Input should be a valid number"),
            ("0.2", "0", "campaign 1, response: Input should be greater than 0"),
            ("0.2", "{experiment: winter}", "campaign 1, response, arm: Field required"),
            ("0.2", "{experiment: w, arm: control}", "which control is not"),
            ("most: 100", "most: 0", "campaign 1, most: "),
            ("cost: 500", "cost: -1", "campaign 1, cost: "),
            ("rest_days: 30", "rest_days: soon", "campaign 1, rest_days: "),
            ("rest_days: 30", "rest: 30", "campaign 1, rest_days: Field required"),
            ("calls", "Звонки", "campaign 1, name: "),
            ("  most: 100", "  most: {{", "line 6: not valid YAML"),
        ],
    )
    def test_what_could_not_be_listed_is_told_in_a_sentence(
        self, tmp_path: Path, old: str, new: str, sentence: str
    ) -> None:
        with pytest.raises(IngestError) as error:
            declared(tmp_path, CALLS.replace(old, new))
        assert sentence in str(error.value)
        assert str(error.value).startswith("campaigns.yaml, ")
        assert "docs/methods/campaigns.md" in str(error.value)

    def test_two_campaigns_of_one_name_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(IngestError, match="two campaigns are named calls"):
            declared(tmp_path, CALLS + CALLS)


class TestContacts:
    def test_a_day_is_kept_and_a_time_let_go(self, tmp_path: Path) -> None:
        table = contacted(
            tmp_path, f"{ANN.upper()};calls;2026-02-14", f"{ANN};calls;2026-02-15 18:30"
        )
        assert table.schema.equals(CONTACTS_SCHEMA)
        assert [tuple(row.values()) for row in table.to_pylist()] == [
            ("calls", ANN, date(2026, 2, 14), None),
            ("calls", ANN, date(2026, 2, 15), None),
        ]

    def test_an_outcome_may_be_told_and_is_one_of_three(self, tmp_path: Path) -> None:
        path = tmp_path / "called.csv"
        lines = ["customer_id;campaign;contacted_on;outcome", f"{ANN};calls;2026-02-14;Not_Now"]
        path.write_text("\n".join(lines), "utf-8")
        assert read_contacts(str(path)).to_pylist()[0]["outcome"] == "not_now"
        path.write_text("\n".join(lines).replace("Not_Now", "8 701 000 00 01"), "utf-8")
        with pytest.raises(
            IngestError, match="column outcome: write done, not_now, wrong"
        ) as error:
            read_contacts(str(path))
        assert "701" not in str(error.value)

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("+7 701 000 00 01;calls;2026-02-14", ", column customer_id: not the id"),
            (f"{ANN};;2026-02-14", ": no campaign"),
            (f"{ANN};calls;14.02.2026", ", column contacted_on: not a day"),
        ],
    )
    def test_a_row_that_is_not_whole_stops_and_is_not_repeated(
        self, tmp_path: Path, line: str, sentence: str
    ) -> None:
        with pytest.raises(IngestError) as error:
            contacted(tmp_path, line)
        assert f"called.csv, row 2{sentence}" in str(error.value)
        assert "701" not in str(error.value)
