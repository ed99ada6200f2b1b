"""Spreadsheets."""

import datetime as dt
import gzip
import json

import pytest
from openpyxl import Workbook

from karat.ingest import IngestError, list_sales_files, read_sales
from karat.ingest.workbook import cell_text

HEADER = ["FullName", "phone", "Item", "Date", "Price"]


def save(path, *sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"Лист{number}")
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return str(path)


def test_cells_of_every_type(tmp_path):
    date, moment = dt.date(2024, 12, 31), dt.datetime(2024, 12, 31, 14, 5)
    path = save(
        tmp_path / "sales.xlsx",
        [
            HEADER,
            ["А", 87010000001.0, "Цепь", date, 12500.0],
            ["Б", "8 701", "Цепь\nзолотая", moment, 6.95],
            [None, 77010000001, 585, "31.12.2024", 1e15],
            [True, None, "  ", None, -1],
        ],
    )
    rows = [[row[name] for name in HEADER] for row in read_sales(path).to_pylist()]
    assert rows == [
        ["А", "87010000001", "Цепь", "2024-12-31", "12500"],
        ["Б", "8 701", "Цепь\nзолотая", "2024-12-31 14:05:00", "6.95"],
        [None, "77010000001", "585", "31.12.2024", "1000000000000000"],
        ["true", None, None, None, "-1"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (77010000001.0, "77010000001"),
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (0.1, "0.1"),
        (-0.0, "-0"),
        (float("inf"), "Infinity"),
        (dt.time(14, 5), "14:05:00"),
        (dt.timedelta(hours=1), "1:00:00"),
        (False, "false"),
    ],
)
def test_cell_text(cell, text):
    assert cell_text(cell) == text


def test_row_numbers_are_those_that_the_spreadsheet_shows(tmp_path):
    path = save(
        tmp_path / "sales.xlsx",
        [
            [],
            ["Отчёт о продажах"],
            [],
            [None, *HEADER],
            [None, "А", 1, "Цепь", "2024-01-01", 1],
            [],
            [None, "Б", 2, "Цепь", "2024-01-02", 2],
        ],
    )
    table = read_sales(path)
    assert table["source_row"].to_pylist() == [5, 7]
    assert table["FullName"].to_pylist() == ["А", "Б"]


def test_every_sheet_with_the_columns_is_read_and_the_others_are_named(tmp_path):
    january, march = (
        [
            HEADER,
            ["А", 1, "Цепь", f"2024-0{month}-01", 1],
            ["Б", 2, "Кулон", f"2024-0{month}-02", 2],
        ]
        for month in (1, 3)
    )
    path = save(tmp_path / "sales.xlsx", [["Пояснение"], ["Item"]], january, [], march)
    warnings = []
    table = read_sales(path, warn=warnings.append)
    assert table["source_file"].to_pylist() == ["sales.xlsx#2"] * 2 + ["sales.xlsx#4"] * 2
    assert table["source_row"].to_pylist() == [2, 3, 2, 3]
    assert len(warnings) == 1
    assert warnings[0].startswith("sales.xlsx#1: the sheet has text and no header row")
    assert list_sales_files(path).to_pylist() == [
        {"source_file": "sales.xlsx#1", "layout": None, "is_synthetic": False},
        {"source_file": "sales.xlsx#2", "layout": "plain", "is_synthetic": False},
        {"source_file": "sales.xlsx#4", "layout": "plain", "is_synthetic": False},
    ]


def test_a_workbook_of_one_sheet_with_text_goes_by_its_name(tmp_path):
    path = save(tmp_path / "sales.xlsx", [[]], [HEADER, ["А", 1, "Цепь", "2024-01-01", 1]])
    assert read_sales(path)["source_file"].to_pylist() == ["sales.xlsx"]


def test_a_note_beside_the_table_is_kept_and_no_problem(tmp_path):
    path = save(
        tmp_path / "sales.xlsx",
        [HEADER, ["А", 1, "Цепь", "2024-01-01", 1, None, "вернула"], ["Б", 1, "Цепь", "x", 1]],
    )
    rows = read_sales(path).to_pylist()
    assert json.loads(rows[0]["extra_cells"]) == ["", "вернула"]
    assert rows[0]["read_problem"] is None
    assert rows[1]["extra_cells"] is None


def test_a_gzipped_workbook(tmp_path):
    path = save(tmp_path / "plain.xlsx", [HEADER, ["А", 1, "Цепь", "2024-01-01", 1]])
    packed = tmp_path / "packed.xlsx.gz"
    packed.write_bytes(gzip.compress((tmp_path / "plain.xlsx").read_bytes()))
    assert read_sales(str(packed)).num_rows == read_sales(path).num_rows == 1


@pytest.mark.parametrize("sheets", [[[]], [[], []], [[[None, "  "]]]], ids=["one", "two", "blank"])
def test_an_empty_workbook(tmp_path, sheets):
    warnings = []
    path = save(tmp_path / "empty.xlsx", *sheets)
    assert read_sales(path, warn=warnings.append).num_rows == 0
    assert len(warnings) == 1


def test_a_workbook_without_the_columns(tmp_path):
    path = save(tmp_path / "other.xlsx", [["Item", "Price"], ["Цепь", 1]], [["Смена"], [1]])
    with pytest.raises(IngestError, match=r"other.xlsx: missing column Date. Found: Item, Price"):
        read_sales(path)


def test_a_workbook_without_a_header(tmp_path):
    path = save(tmp_path / "other.xlsx", [["Цепь", 1]])
    with pytest.raises(IngestError, match=r"no header row.*Item, Date, Price"):
        read_sales(path)
