"""The optional list of a shop's own words for what is no goods."""

from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook

from karat.ingest import NOT_GOODS_SCHEMA, IngestError, read_not_goods


def read(tmp_path: Path, *lines: str) -> pa.Table:
    path = tmp_path / "words.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return read_not_goods(str(path), warn=[].append)


def test_words_kinds_and_places_are_read(tmp_path: Path) -> None:
    table = read(
        tmp_path, "Слова;Вид;Место", "магнит*; Packaging ;", "Лом золота;metal bought in;First"
    )
    assert table.schema.equals(NOT_GOODS_SCHEMA)
    assert [tuple(row.values())[1:] for row in table.to_pylist()] == [
        (2, "магнит*", "packaging", "anywhere"),
        (3, "Лом золота", "metal_bought_in", "first"),
    ]


def test_a_spreadsheet_is_read_too(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (["kind", "pattern"], ["goods", "шкатулк*"]):
        book.active.append(cells)
    book.save(tmp_path / "words.xlsx")
    table = read_not_goods(str(tmp_path / "words.xlsx"), warn=[].append)
    assert table["kind"].to_pylist() == ["goods"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("магнит;magnet;", "kind"),
        ("магнит;;", "kind"),
        ("магнит;packaging;middle", "place"),
        (";packaging;", "pattern"),
        ("*;packaging;", "pattern"),
    ],
)
def test_what_would_change_nothing_stops_and_is_not_repeated(
    tmp_path: Path, line: str, column: str
) -> None:
    with pytest.raises(IngestError, match=rf"words\.csv, row 3, column {column}") as error:
        read(tmp_path, "pattern;kind;place", "пакет*;packaging;", line)
    assert "магнит" not in str(error.value)
    assert "magnet" not in str(error.value)
    assert str(error.value).endswith(".")


def test_a_row_that_does_not_fit_stops(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"row 2: the row doesn't fit the header"):
        read(tmp_path, "pattern;kind", "пакет;packaging;5;6")


def test_an_empty_list_changes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "pattern;kind").num_rows == 0
