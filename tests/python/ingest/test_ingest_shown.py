"""The API's log of what was drawn, and the file of other lists."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from karat.ingest import IngestError, read_other_lists, read_shown

ANN, RING = "0123456789abcdef", "00000000000000a1"
LINE: dict[str, Any] = {
    "shown_at": "2026-02-03T15:00:00+05:00",
    "request_id": "r1",
    "list": "next_items",
    "policy": "item_ranker",
    "customer_id": ANN,
    "exploration": 0.5,
    "candidates": [{"item_id": "a", "probability": 0.2}, {"item_id": "b", "probability": 0.1}],
    "shown": [{"rank": 1, "item_id": "b", "probability": 0.1, "propensity": 0.25}],
}


def log(tmp_path: Path, *lines: object) -> str:
    path = tmp_path / "shown.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return str(path)


class TestShown:
    def test_a_drawn_list_has_a_row_for_each_candidate(self, tmp_path: Path) -> None:
        rows = read_shown(log(tmp_path, LINE)).to_pylist()
        assert [
            (row["published_rank"], row["item_id"], row["rank"], row["propensity"]) for row in rows
        ] == [(1, "a", None, None), (2, "b", 1, 0.25)]
        assert rows[0]["shown_at"] == datetime(2026, 2, 3, 10)

    @pytest.mark.parametrize(
        "line", [LINE | {"list": "customers"}, LINE | {"candidates": []}, {"list": "next_items"}]
    )
    def test_what_was_not_drawn_is_passed_over(self, tmp_path: Path, line: object) -> None:
        assert read_shown(log(tmp_path, line)).num_rows == 0

    def test_a_torn_line_is_left_out_and_told(self, tmp_path: Path) -> None:
        said: list[str] = []
        path = log(tmp_path, LINE, json.dumps(LINE)[:40])
        assert read_shown(path, warn=said.append).num_rows == 2
        assert said == ["shown.jsonl: 1 lines are not whole, and are left out."]

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ([], "not a line of the API's log"),
            ({"candidates": [1]}, "not a line of the API's log"),
            (LINE | {"shown_at": "today"}, "not a line of the API's log"),
            (LINE | {"shown": [LINE["shown"][0] | {"propensity": 0}]}, "a propensity is not above"),
            (LINE | {"shown": LINE["shown"] * 2}, "shown twice"),
            (LINE | {"shown": [LINE["shown"][0] | {"item_id": "c"}]}, "not among the candidates"),
        ],
    )
    def test_what_can_not_be_is_refused(self, tmp_path: Path, line: object, sentence: str) -> None:
        with pytest.raises(IngestError, match=f"shown.jsonl, line 2: .*{sentence}"):
            read_shown(log(tmp_path, LINE, line))


def lists(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "lists.csv"
    path.write_text("\n".join(["customer_id;list;made_on;rank;item_id", *lines, ""]), "utf-8")
    return str(path)


class TestOtherLists:
    def test_a_place_is_a_row(self, tmp_path: Path) -> None:
        rows = read_other_lists(lists(tmp_path, f"{ANN};new_ranker;2026-02-01;2;{RING}"))
        assert rows.to_pylist() == [
            {
                "list_name": "new_ranker",
                "customer_id": ANN,
                "made_on": date(2026, 2, 1),
                "rank": 2,
                "item_id": RING,
            }
        ]

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            (f"{ANN};as_ranked;2026-02-01;1;{RING}", "column list"),
            (f"{ANN};new;yesterday;1;{RING}", "column made_on"),
            (f"{ANN};new;2026-02-01;0;{RING}", "column rank"),
            (f"{ANN};new;2026-02-01;1;ring", "column item_id"),
            (f"+77010000001;new;2026-02-01;1;{RING}", "column customer_id"),
        ],
    )
    def test_a_row_that_is_not_whole_is_refused(
        self, tmp_path: Path, line: str, sentence: str
    ) -> None:
        with pytest.raises(IngestError, match=sentence) as error:
            read_other_lists(lists(tmp_path, line))
        assert "7701" not in str(error.value)
