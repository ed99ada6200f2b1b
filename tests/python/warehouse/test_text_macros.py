"""Macros that write words, on numbers that their models' unit tests do not come to."""

from __future__ import annotations

import duckdb
import pytest
from text_macros import text_macros


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [
        ("0", "0 days", "0 дней"),
        ("1", "1 day", "1 день"),
        ("1.4", "1 day", "1 день"),
        ("2", "2 days", "2 дня"),
        ("4.6", "5 days", "5 дней"),
        ("11", "11 days", "11 дней"),
        ("12", "12 days", "12 дней"),
        ("14", "14 days", "14 дней"),
        ("21", "21 days", "21 день"),
        ("22", "22 days", "22 дня"),
        ("111", "111 days", "111 дней"),
        ("113", "113 days", "113 дней"),
        ("1001", "1001 days", "1001 день"),
        ("cast(null as double)", None, None),
    ],
)
def test_a_number_with_its_noun(number: str, english: str | None, russian: str | None) -> None:
    counted = text_macros("counted.sql").counted
    said = [counted(number, "day"), counted(number, "day", "ru")]
    assert duckdb.sql(f"select {', '.join(map(str, said))}").fetchall() == [(english, russian)]


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [
        ("0", "0", "0"),
        ("999.4", "999", "999"),
        ("999.5", "1,000", "1\u00a0000"),
        ("61843.2", "61,843", "61\u00a0843"),
        ("1000005", "1,000,005", "1\u00a0000\u00a0005"),
        ("cast(null as double)", None, None),
    ],
)
def test_an_amount_with_marks_between_its_thousands(
    number: str, english: str | None, russian: str | None
) -> None:
    amount = text_macros("counted.sql").amount
    said = [amount(number, "','"), amount(number, "chr(160)")]
    assert duckdb.sql(f"select {', '.join(map(str, said))}").fetchall() == [(english, russian)]


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("+7 (701) 000-00-01", "7010000001"),
        ("87010000001", "7010000001"),
        ("87010000001.0", "7010000001"),
        ("7.7010000001E+10", "7010000001"),
        ("7,7010000001e10", "7010000001"),
        ("+7.7010000001", "7010000001"),
        ("8701.0000001", "7010000001"),
        ("8701,0000001", "7010000001"),
        ("870100000018701000", "0018701000"),
        ("1e999", ""),
        ("no phone", ""),
    ],
)
def test_spellings_of_a_phone_share_their_digits(phone: str, digits: str) -> None:
    written = text_macros("text.sql").phone_digits(f"'{phone}'")
    assert duckdb.sql(f"select coalesce({written}, '')").fetchall() == [(digits,)]
