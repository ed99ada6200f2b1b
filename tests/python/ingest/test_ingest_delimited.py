"""CSV and TSV in the varieties that tills, 1C and spreadsheets write."""

import csv
import gzip
import io
import json

import pytest

from karat.ingest import IngestError, read_sales
from karat.ingest.layouts import CANONICAL

HEADER = [
    "FirstName",
    "FullName",
    "phone",
    "town",
    "countPoints",
    "Item",
    "Date",
    "Price",
    "Format",
]
ROW = [
    "Айгуль",
    "Айгуль Иванова",
    "8 701 000 00 01",
    "Алматы",
    "120",
    "Серьги Au 585, «Роза»",
    "31.12.2024 14:05",
    "12 500,00",
    "Оффлайн",
]


def as_text(rows, delimiter=",", line_end="\r\n"):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path):
    """Read what a file with the given text (or bytes) holds, and what was warned of."""

    def read_content(content, name="sales.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        warnings = []
        rows = read_sales(str(path), warn=warnings.append).to_pylist()
        return rows, warnings

    return read_content


def cells_of(row):
    return [row[name] for name in HEADER]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_variety_gives_the_same_row(read, delimiter, encoding, line_end, packed):
    content = as_text([HEADER, ROW], delimiter, line_end).encode(encoding)
    rows, warnings = read(gzip.compress(content) if packed else content, name="any_name")
    assert [cells_of(row) for row in rows] == [ROW]
    assert rows[0]["source_row"] == 2
    assert rows[0]["source_file"] == "any_name"
    assert not rows[0]["is_synthetic"]
    assert warnings == []


def test_schema_is_text_apart_from_the_row_number_and_the_label(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(as_text([HEADER, ROW]))
    types = {field.name: str(field.type) for field in read_sales(str(path)).schema}
    assert types == {
        "source_file": "string",
        "source_row": "int64",
        **dict.fromkeys(CANONICAL, "string"),
        "read_problem": "string",
        "extra_cells": "string",
        "layout": "string",
        "is_synthetic": "bool",
    }


def test_quotes_line_breaks_and_delimiters_inside_cells(read):
    item = 'Кольцо "Нежность",\r\nвставка; топаз\tи "фианит"'
    row = [*ROW[:5], item, *ROW[6:]]
    rows, _ = read(as_text([HEADER, row, ROW]))
    assert rows[0]["Item"] == item
    # A record that spans lines is one row of a spreadsheet.
    assert [r["source_row"] for r in rows] == [2, 3]


def test_text_is_kept_as_written_and_blank_cells_are_null(read):
    rows, _ = read("Item,Date,Price,town\n  Цепь  ,2024-01-01,\u00a0 ,''\n")
    assert rows[0]["Item"] == "  Цепь  "
    assert rows[0]["Price"] is None
    assert rows[0]["town"] == "''"


def test_columns_in_any_order_and_spelling(read):
    rows, _ = read("PRICE; full name ;item;DATE;Count_Points;Смена\n1;А Б;Цепь;2024-01-01;5;утро\n")
    assert rows[0]["Price"] == "1"
    assert rows[0]["FullName"] == "А Б"
    assert rows[0]["countPoints"] == "5"
    assert rows[0]["phone"] is None
    assert rows[0]["read_problem"] is None
    assert "утро" not in rows[0].values()


def test_russian_column_names(read):
    header = "Имя;ФИО;Телефон;Город;Бонусы;Номенклатура;Дата;Цена;Формат"
    rows, _ = read(header + "\n" + ";".join(ROW) + "\n", encoding="cp1251")
    assert cells_of(rows[0]) == ROW


def test_two_columns_of_one_meaning_take_the_first_in_the_layout_and_say_so(read):
    rows, warnings = read("Товар;Дата;Стоимость;Цена\nЦепь;2024-01-01;2000;1000\n")
    assert rows[0]["Price"] == "1000"
    assert len(warnings) == 1
    assert "'Цена'" in warnings[0]
    assert "'Стоимость'" in warnings[0]


def test_a_price_and_a_line_total_are_two_columns(read):
    rows, warnings = read("Товар;Дата;Сумма;Цена;Кол-во\nЦепь;2024-01-01;2000;1000;2\n")
    assert (rows[0]["Price"], rows[0]["Amount"], rows[0]["Quantity"]) == ("1000", "2000", "2")
    assert warnings == []


def test_the_same_column_twice_takes_the_left_one_and_says_so(read):
    rows, warnings = read("Item,Date,Price,Price\nЦепь,2024-01-01,1,2\n")
    assert rows[0]["Price"] == "1"
    assert len(warnings) == 1


def test_titles_above_the_header_are_skipped_and_counted(read):
    rows, _ = read("sep=;\nОтчёт о продажах, декабрь\n\nItem;Date;Price\nЦепь;2024-01-01;1\n")
    assert [(r["Item"], r["source_row"]) for r in rows] == [("Цепь", 5)]


def test_delimiter_is_the_one_of_the_header_not_the_most_frequent(read):
    rows, _ = read("Item;Date;Price\nа,б,в,г,д,е;2024-01-01;1,00\n")
    assert rows[0]["Item"] == "а,б,в,г,д,е"
    assert rows[0]["Price"] == "1,00"


def test_short_record_has_nulls(read):
    rows, _ = read("Item,Date,Price,Format\nЦепь,2024-01-01\n")
    assert rows[0]["Price"] is None
    assert rows[0]["Format"] is None
    assert rows[0]["read_problem"] is None


def test_record_with_too_many_cells_is_kept_whole_and_marked(read):
    rows, _ = read("Item,Date,Price\nЦепь,2024-01-01,12 500,00,,да\nЦепь,2024-01-01,1\n")
    assert rows[0]["Price"] == "12 500"
    assert rows[0]["read_problem"] == "too_many_cells"
    assert json.loads(rows[0]["extra_cells"]) == ["00", "", "да"]
    assert rows[1]["read_problem"] is None
    assert rows[1]["extra_cells"] is None


def test_empty_cells_beyond_the_header_are_no_problem(read):
    rows, _ = read("Item;Date;Price;\nЦепь;2024-01-01;1;;;\n")
    assert rows[0]["read_problem"] is None
    assert rows[0]["extra_cells"] is None


def test_text_under_a_nameless_last_column_does_not_fit(read):
    rows, _ = read("Item;Date;Price;\nЦепь;золото;2024-01-01;1\n")
    assert rows[0]["read_problem"] == "too_many_cells"
    assert json.loads(rows[0]["extra_cells"]) == ["1"]


def test_only_entirely_blank_records_are_skipped_and_still_counted(read):
    rows, _ = read("Item,Date,Price,note\n\n , ,\t,\nЦепь,,,\n,,,see above\n")
    assert [r["source_row"] for r in rows] == [4, 5]


def test_header_that_stands_twice_is_marked(read):
    content = as_text([HEADER, ROW])
    rows, _ = read(content + "\ufeff" + content)
    assert [r["read_problem"] for r in rows] == [None, "repeated_header", None]
    assert cells_of(rows[2]) == ROW


def test_second_header_of_another_order_stops_before_names_become_towns(read):
    with pytest.raises(IngestError, match=r"row 3.*another order.*Split the file"):
        read("Item,Date,Price,FullName,town\na,2024-01-01,1,А Б,\nItem,Date,Price,town,FullName\n")


def test_item_that_is_called_like_a_column_is_no_header(read):
    rows, _ = read("Item,Date,Price\nItem,2024-01-01,Price\n")
    assert rows[0]["read_problem"] is None


def test_total_row_is_a_row(read):
    rows, _ = read("Item;Date;Price\nЦепь;2024-01-01;1\nИтого;;1\n")
    assert rows[1]["Item"] == "Итого"
    assert rows[1]["Date"] is None


class TestBrokenQuotes:
    def test_quote_in_the_middle_of_a_cell_is_text(self, read):
        rows, _ = read('Item,Date,Price\nКольцо 17" Роза,2024-01-01,1\n')
        assert rows[0]["Item"] == 'Кольцо 17" Роза'

    def test_closed_quote_with_text_behind_it(self, read):
        rows, _ = read('Item,Date,Price\n"Роза" кольцо,2024-01-01,1\nЦепь,2024-01-02,2\n')
        assert [r["Price"] for r in rows] == ["1", "2"]
        assert "кольцо" in rows[0]["Item"]

    def test_quote_that_is_never_closed_costs_no_row_after_it(self, read):
        lines = ["Item,Date,Price", '"Роза кольцо,2024-01-01,1', *["Цепь,2024-01-02,2"] * 5000]
        rows, _ = read("\n".join(lines))
        assert len(rows) == 5001
        # Taken as a letter, the quote leaves every cell in its place.
        assert (rows[0]["Item"], rows[0]["read_problem"]) == ('"Роза кольцо', None)
        assert {r["Price"] for r in rows[1:]} == {"2"}

    def test_unclosed_quotes_do_not_pair_up_across_rows(self, read):
        lines = [
            "Item,Date,Price",
            '"Роза,2024-01-01,1',
            "Цепь,2024-01-02,2",
            '"Лилия,2024-01-03,3',
        ]
        rows, _ = read("\n".join(lines))
        assert [r["Date"] for r in rows] == ["2024-01-01", "2024-01-02", "2024-01-03"]

    def test_line_that_does_not_fit_without_its_quote_either_is_marked(self, read):
        rows, _ = read('Item,Date,Price\n"Роза, кольцо,2024-01-01,1\nЦепь,2024-01-02,2\n')
        assert rows[0]["read_problem"] == "unclosed_quote"
        assert json.loads(rows[0]["extra_cells"]) == ["1"]
        assert rows[1]["Price"] == "2"

    def test_cell_longer_than_the_csv_module_takes(self, read):
        rows, _ = read(f"Item,Date,Price\n{'я' * 200_000},2024-01-01,1\nЦепь,2024-01-02,2\n")
        assert [r["Price"] for r in rows] == ["1", "2"]
        assert len(rows[0]["Item"]) == 200_000


class TestEncodings:
    def test_files_glued_together_in_two_encodings(self, read):
        utf8 = as_text([HEADER, *[ROW] * 5]).encode("utf-8-sig")
        rows, warnings = read(utf8 + as_text([ROW] * 5).encode("cp1251"))
        assert [cells_of(row) for row in rows] == [ROW] * 10
        assert len(warnings) == 1
        assert "5 of its lines" in warnings[0]

    def test_one_damaged_byte_does_not_garble_the_other_rows(self, read):
        content = as_text([HEADER, *[ROW] * 20]).encode()
        spoiled = content.replace("Роза".encode(), b"\xd0\xff", 1)
        rows, warnings = read(spoiled)
        assert [cells_of(row) for row in rows[1:]] == [ROW] * 19
        assert len(warnings) == 1

    def test_byte_that_is_no_letter_in_windows_1251(self, read):
        rows, _ = read(as_text([HEADER, ROW]).encode("cp1251") + b"\x98,,,,,x,2024-01-01,1,\n")
        assert cells_of(rows[0]) == ROW
        assert rows[1]["FirstName"] == "\ufffd"

    def test_multibyte_letter_across_a_chunk_border(self, read):
        # Each chunk of the check for UTF-8 is a mebibyte; the letter straddles its end.
        start = "Item,Date,Price\n"
        filler = "x" * ((1 << 20) - len(start) - 1)
        cells = [filler[at : at + 1000] for at in range(0, len(filler), 1000)]
        text = start + "\n".join(cells)
        text = text[: (1 << 20) - 1] + "Ж,2024-01-01,1\n"
        rows, warnings = read(text)
        assert rows[-1]["Item"].endswith("Ж")
        assert warnings == []


def test_more_rows_than_one_batch_keep_order_and_problems(read):
    count = 70_000
    lines = [f"Цепь {n},2024-01-01,{n}" for n in range(count)]
    lines[69_999] += ",extra"
    rows, _ = read("Item,Date,Price\n" + "\n".join(lines))
    assert [r["source_row"] for r in rows] == list(range(2, count + 2))
    assert [r["Price"] for r in rows] == [str(n) for n in range(count)]
    assert [r["source_row"] for r in rows if r["read_problem"]] == [count + 1]
