"""Phones: one person, one spelling; never two people in one."""

import doctest

import duckdb
import pandas as pd
import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SHARED_DATA
from hypothesis import given, settings
from hypothesis import strategies as st

import karat.identity
import karat.phones
from karat.identity import normalise_phones
from karat.phones import normalise_phone


@pytest.mark.parametrize(
    "raw",
    [
        "+77010000001",
        "+7 (701) 000-00-01",
        "8 701 000 00 01",
        "8(701)000-00-01",
        "87010000001",
        "77010000001",
        "7010000001",
        "701 000 00 01",
        "+8 701 000 00 01",
        "007 701 000 00 01",
        "8~10 7 701 000 00 01",
        "тел. 8 701 000-00-01 (мама)",
        "8 701 000 00 01 доб. 5",
        "'+77010000001",
        " 8\u00a0701\u00a0000\u00a000\u00a001 ",
        "87010000001.0",
        "87010000001,00",
        "7.7010000001E+10",
        "7,7010000001E+10",
        "7.7010000001e10",
        "7.70100000010E+10",
        "8.7010000001E+10",
        "7.010000001E+09",
        "87,010,000,001",
        "8 701 000 00 01, 8 702 000 00 02",
        "8 701 000 00 01; 8 702 000 00 02",
        "8 701 000 00 01 / 8 702 000 00 02",
        "8 701 000 00 01\n8 702 000 00 02",
        "87010000001 87020000002",
        "нет, 87010000001",
        "70000000000, 87010000001",
        "7.70101E+10; 87010000001",
    ],
)
def test_spellings_of_one_number(raw):
    assert normalise_phone(raw) == "+77010000001"


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("8 727 250 12 34", "+77272501234"),
        ("8 916 123 45 67", "+79161234567"),
        # Somebody's, fine as they are.
        ("7 777 123 45 67", "+77771234567"),
        ("8 777 777 77 70", "+77777777770"),
        ("8 700 700 70 07", "+77007007007"),
        ("8 701 765 43 21", "+77017654321"),
        ("9161234567", "+79161234567"),
        ("996555123456", "+996555123456"),
        ("+1 202 555 0100", "+12025550100"),
        # With a plus, a number that numbering plans do not know yet is believed.
        ("+7 000 123 45 67", "+70001234567"),
    ],
)
def test_other_numbers(raw, phone):
    assert normalise_phone(raw) == phone


def test_the_region_is_that_of_numbers_without_a_country_code():
    assert normalise_phone("0555 123 456", region="KG") == "+996555123456"
    assert normalise_phone("0555 123 456", region="KZ") is None


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "-",
        "+",
        "нет",
        "0",
        "00000000000",
        "11111111111",
        "70000000000",
        "80000000000",
        "+70000000000",
        "77777777777",
        "87777777777",
        "+7 777 777 77 77",
        "1234567890",
        "+7 123 456 78 90",
        # Stand-ins of the same kinds: the subscriber's digits one repeated, two in turn, counted
        # from any digit on, five counted twice.
        "87000000000",
        "+7 700 000 00 00",
        "8 (701) 777-77-77",
        "7.77E+10; 8 747 999 99 99",
        "7070707070",
        "8 707 070 70 70",
        "7777777",
        "2345678901",
        "+1 234 567 8901",
        "0987654321",
        "+7 123 451 23 45",
        "8 701 000 00",
        "870100000011",
        "000 00 01",
        "2-05-10, 2-05-11",
        "8" * 300,
        "7.7010000001E+99",
        # An id, not a phone.
        "44000013085",
        "10000000001",
    ],
)
def test_no_phone(raw):
    assert normalise_phone(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "7.701E+10",
        "7.70101E+10",
        "7,70101E+10",
        "7.70100000E+10",
        "8.70100000E+10",
        "7.010000001E+10",
        "7E+10",
    ],
)
@pytest.mark.parametrize("around", ["{}", " {} ", "{} ", "x {}", "нет, {}", "{}; нет", "+{}"])
def test_digits_that_a_spreadsheet_rounded_off_are_not_made_up(raw, around):
    assert normalise_phone(around.format(raw)) is None


@settings(deadline=None)
@given(st.integers(0, 9_999_999), st.sampled_from(["701", "702", "705", "747", "775", "778"]))
def test_a_spreadsheets_number_is_the_same_phone_or_none(number, operator):
    digits = f"7{operator}{number:07d}"
    phone = normalise_phone(digits)
    assert phone == (f"+{digits}" if number % 1_111_111 else None)  # none where one is repeated
    assert normalise_phone(f"{float(digits)}") == phone
    assert normalise_phone(f"{float(digits):.10E}") == phone
    # Every shorter mantissa stands for more than one phone.
    for places in range(10):
        assert normalise_phone(f"{float(digits):.{places}E}") is None


@settings(deadline=None)
@given(st.text(max_size=40) | st.text(st.sampled_from("0123456789+-()., eE/;\n"), max_size=40))
def test_any_text_gives_a_possible_number_or_none(raw):
    phone = normalise_phone(raw)
    if phone is not None:
        assert phonenumbers.is_possible_number(phonenumbers.parse(phone))
        assert normalise_phone(phone) == phone


class TestTable:
    RAW = ("8 701 000 00 01", None, "нет", "+7 701 000 00 01", "8 701 000 00 01")

    @pytest.mark.parametrize(
        "shape",
        [
            list,
            pd.Series,
            lambda raw: pd.Series(raw, dtype="string"),
            pa.array,
            lambda raw: pa.chunked_array([pa.array(raw)]),
            lambda raw: pa.table({"raw_phone": pa.array(raw)}),
        ],
    )
    def test_one_row_per_distinct_phone_in_order(self, shape):
        table = normalise_phones(shape(self.RAW))
        assert table["raw_phone"].tolist() == ["8 701 000 00 01", "нет", "+7 701 000 00 01"]
        assert table["phone"].tolist() == ["+77010000001", pd.NA, "+77010000001"]

    @pytest.mark.parametrize("raw", [[], [None], ["нет"]])
    def test_duckdb_sees_text_even_without_rows_or_phones(self, raw):
        connection = duckdb.connect()
        connection.register("phones", normalise_phones(pa.array(raw, pa.string())))
        types = connection.execute("describe from phones").fetchall()
        assert [(name, kind) for name, kind, *_ in types] == [
            ("raw_phone", "VARCHAR"),
            ("phone", "VARCHAR"),
            ("stand_in_phone", "VARCHAR"),
        ]

    def test_a_stand_in_is_kept_apart_from_phones_and_from_what_is_neither(self):
        table = normalise_phones(["87000000000", "8 701 000 00 01", "нет", "000; 8 701 000 00 01"])
        assert table["phone"].tolist() == [pd.NA, "+77010000001", pd.NA, "+77010000001"]
        assert table["stand_in_phone"].tolist() == ["+77000000000", pd.NA, pd.NA, pd.NA]


@pytest.mark.parametrize("name", ["uci_online_retail_2010", "cdnow"])
def test_ids_of_public_data_are_no_phones(name):
    path = SHARED_DATA / f"{name}.parquet"
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")
    table = normalise_phones(pq.read_table(path, columns=["phone"])["phone"])
    assert len(table) > 4000
    assert table["phone"].isna().all()


def test_examples_in_the_documentation():
    assert doctest.testmod(karat.identity).failed == 0
    assert doctest.testmod(karat.phones).failed == 0


@pytest.mark.parametrize(
    "cell",
    [
        *("8 777 unknown", "+7 777 unknown", "8777xxxxxxx", "8 777 XXX-XX-XX", "+7 777 xxx xx xx"),
        *("8 700 no phone", "8 705 deleted", "+7 700 private", "8 701 123 Anna", "701 98 Kim 65"),
    ],
)
def test_words_and_masks_are_not_dialled_as_a_telephones_keys(cell: str) -> None:
    assert normalise_phone(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["8 701 123 45 67 Anna", "Anna 8 701 123 45 67", "8 701 123 45 67 ext. 12", "8(701)1234567 x5"],
)
def test_a_whole_number_beside_a_word_is_the_number(cell: str) -> None:
    assert normalise_phone(cell) == "+77011234567"
