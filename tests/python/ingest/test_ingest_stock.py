"""The optional file of what can be sold now."""

from datetime import date

import pytest
from openpyxl import Workbook

from karat.ingest import STOCK_SCHEMA, IngestError, read_stock


def read(tmp_path, text):
    path = tmp_path / "stock.csv"
    path.write_text(text)
    return read_stock(str(path), warn=[].append)


def test_items_with_quantities(tmp_path):
    table = read(tmp_path, "Товар;Остаток\nЦепь;3\nСерьги;\n;5\nБрошь;0\n")
    assert table.schema.equals(STOCK_SCHEMA)
    assert table["item"].to_pylist() == ["Цепь", "Серьги", None, "Брошь"]
    assert table["quantity"].to_pylist() == [3, None, 5, 0]
    assert table["source_row"].to_pylist() == [2, 3, 4, 5]


@pytest.mark.parametrize("header", ["Item;quantity", "Item;Количество", "Номенклатура;Кол-во"])
@pytest.mark.parametrize(
    ("text", "pieces"),
    [("3", 3), ("3,0", 3), ("3.00", 3), ("1 200", 1200), ("1\u00a0200", 1200), ("2 шт.", 2)],
)
def test_ways_to_write_a_quantity(tmp_path, header, text, pieces):
    assert read(tmp_path, f"{header}\nЦепь;{text}\n")["quantity"].to_pylist() == [pieces]


def test_part_of_a_piece_can_be_sold(tmp_path):
    assert read(tmp_path, "Item;quantity\nЦепь;0,5\nЦепь;-1\n")["quantity"].to_pylist() == [1, -1]


def test_quantities_of_a_spreadsheet(tmp_path):
    workbook = Workbook()
    for row in (["Item", "quantity"], ["Цепь", 3], ["Серьги", None]):
        workbook.active.append(row)
    workbook.save(tmp_path / "stock.xlsx")
    assert read_stock(str(tmp_path / "stock.xlsx"))["quantity"].to_pylist() == [3, None]


def test_a_history_has_days(tmp_path):
    table = read(tmp_path, "Товар;Поступление;last_day\nЦепь;2024-02-05;2024-03-01\nСерьги;;\n")
    assert table["first_day"].to_pylist() == [date(2024, 2, 5), None]
    assert table["last_day"].to_pylist() == [date(2024, 3, 1), None]


def test_days_of_a_spreadsheet(tmp_path):
    workbook = Workbook()
    for row in (["Item", "first_day"], ["Цепь", date(2024, 2, 5)], ["Серьги", None]):
        workbook.active.append(row)
    workbook.save(tmp_path / "stock.xlsx")
    days = read_stock(str(tmp_path / "stock.xlsx"))["first_day"].to_pylist()
    assert days == [date(2024, 2, 5), None]


@pytest.mark.parametrize("text", ["05.02.2024", "вчера", "2024-02-30"])
def test_a_day_that_is_none_stops(tmp_path, text):
    with pytest.raises(IngestError, match=r"row 2, column last_day: not a day. Write it as"):
        read(tmp_path, f"Item;last_day\nЦепь;{text}\n")


def test_a_stay_that_ends_before_it_begins_stops(tmp_path):
    with pytest.raises(IngestError, match=r"row 2: last_day is before first_day"):
        read(tmp_path, "Item;first_day;last_day\nЦепь;2024-02-05;2024-02-04\n")


def test_a_list_without_quantities(tmp_path):
    assert read(tmp_path, "Item\nЦепь\n\nItem\nСерьги\n")["item"].to_pylist() == ["Цепь", "Серьги"]


@pytest.mark.parametrize("text", ["нет", "3 кг", "1e400", "9" * 30, "--"])
def test_a_quantity_that_is_no_number_stops(tmp_path, text):
    with pytest.raises(IngestError, match=r"stock.csv, row 3, column quantity"):
        read(tmp_path, f"Item;quantity\nЦепь;1\nСерьги;{text}\n")


def test_a_row_that_does_not_fit_stops(tmp_path):
    with pytest.raises(IngestError, match=r"stock.csv, row 2.*too_many_cells"):
        read(tmp_path, "Item,quantity\nЦепь, золото,3\n")


def test_the_column_is_needed(tmp_path):
    with pytest.raises(IngestError, match="missing column Item"):
        read(tmp_path, "quantity\n3\n")


def test_an_empty_list(tmp_path):
    assert read(tmp_path, "Item;quantity\n").schema.equals(STOCK_SCHEMA)
