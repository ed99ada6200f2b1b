"""CSV: who gets it, and that a spreadsheet takes no text for a formula."""

from __future__ import annotations

import doctest

import pytest

import karat.api.csv_lists
from karat.api.csv_lists import as_csv, wants_csv


@pytest.mark.parametrize(
    ("accept", "csv"),
    [
        ("text/csv", True),
        ("Text/CSV; charset=utf-8", True),
        ("text/csv, */*", True),
        ("text/csv;q=0.9, application/json;q=0.8", True),
        ("text/csv, application/json", False),
        ("text/csv;q=0.5, */*", False),
        ("text/csv;q=0", False),
        ("text/csv;q=x", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        (",;,", False),
    ],
)
def test_who_gets_it(accept: str, csv: bool) -> None:
    assert wants_csv(accept) is csv


def test_no_text_becomes_a_formula() -> None:
    texts = ["=1+1", "+7", "-5 %", "@name", "\tx", "Кольцо =", None, 0.5]
    lines = bytes(as_csv(["a"], [{"a": text} for text in texts], "a.csv").body).decode("utf-8-sig")
    assert lines.splitlines() == [
        "a",
        "'=1+1",
        "'+7",
        "'-5 %",
        "'@name",
        "'\tx",
        "Кольцо =",
        '""',
        "0.5",
    ]


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(karat.api.csv_lists).failed == 0
