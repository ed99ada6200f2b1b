"""Forms that older tills and CRMs write, and values that stand once for several rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import SHARED_DATA
from openpyxl import Workbook

from karat.ingest import IngestError, read_sales

FIELD = SHARED_DATA / "field"
Rows = list[dict[str, str | None]]
Read = Callable[..., Rows]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def read(tmp_path: Path, said: list[str]) -> Read:
    def read_content(content: bytes | str, encoding: str = "utf-8") -> Rows:
        path = tmp_path / "export.xls"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_sales(str(path), warn=said.append).to_pylist()

    return read_content


@pytest.fixture
def read_book(tmp_path: Path, said: list[str]) -> Read:
    def read_sheets(*sheets: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Rows:
        book = Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            sheet = book.create_sheet(f"Лист{number}")
            for row in rows:
                sheet.append(row)
            for area in merged:
                sheet.merge_cells(area)
        book.save(tmp_path / "export.xlsx")
        return read_sales(str(tmp_path / "export.xlsx"), warn=said.append).to_pylist()

    return read_sheets


def values(rows: Rows, *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def field(name: str) -> str:
    if not (FIELD / name).exists():
        pytest.skip(f"the file {name} is not on this machine")
    return str(FIELD / name)


# ---------- SpreadsheetML 2003


def spreadsheetml(*rows: str, head: str = "", encoding: str = "UTF-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{head}'
        '<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"\n'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        f'<Worksheet ss:Name="Продажи"><Table>{"".join(rows)}</Table></Worksheet></Workbook>'
    )


def cell(text: object, kind: str = "String", **attributes: int) -> str:
    more = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, **attributes: int) -> str:
    more = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f"<Row{more}>{''.join(cells)}</Row>"


SS_HEADER = row(*map(cell, ("ФИО", "Телефон", "Номенклатура", "Дата", "Цена")))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_spreadsheetml_of_excel_2003(read: Read, encoding: str) -> None:
    text = spreadsheetml(
        row(cell("Отчёт", MergeAcross=4)),
        SS_HEADER,
        row(
            cell("Ким Анна", MergeDown=1),
            cell("77010000001", "Number"),
            cell("Кольцо &quot;Роза&quot;"),
            cell("2024-03-01T00:00:00.000", "DateTime"),
            cell("1.25E4", "Number"),
        ),
        row(cell("Цепь", Index=3), cell("2024-03-01T10:05:00.000", "DateTime"), cell(9, "Number")),
        row(cell("Брошь", Index=3), cell("02.03.2024"), cell("5,50"), Index=8),
        encoding=encoding,
    )
    rows = read(text, encoding)
    assert values(rows, "source_row", "FullName", "phone", "Item", "Date", "Price") == [
        (3, "Ким Анна", "77010000001", 'Кольцо "Роза"', "2024-03-01", "12500"),
        (4, "Ким Анна", None, "Цепь", "2024-03-01 10:05:00", "9"),
        (8, None, None, "Брошь", "02.03.2024", "5,50"),
    ]


def test_nothing_that_xml_refers_to_is_followed_or_unfolded(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("тайна")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{bomb}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>\n'
    good = row(*map(cell, ("А", "1", "&l8;&f;", "2024-03-01", "1")))
    try:
        rows = read(spreadsheetml(SS_HEADER, good, head=head))
    except IngestError:
        return
    assert "тайна" not in str(rows)
    assert len(str(rows)) < 10_000


@pytest.mark.parametrize(
    "bad",
    [
        row(cell("x", Index=99999)),
        row(cell("x"), Index=99999999),
        row(cell("x", MergeAcross=99999)),
    ],
)
def test_spreadsheetml_that_claims_more_than_a_spreadsheet_holds_stops(
    read: Read, bad: str
) -> None:
    with pytest.raises(IngestError, match=r"^export.xls: .*beyond the size"):
        read(spreadsheetml(SS_HEADER, bad))


def test_spreadsheetml_that_was_cut_off_stops(read: Read) -> None:
    with pytest.raises(IngestError, match=r"^export.xls: the file can't be read"):
        read(spreadsheetml(SS_HEADER, row(cell("A")))[:-30])


# ---------- HTML


HTML = (
    "{head}<table border=1><tr><td colspan=5>Отчёт<tr>"
    "<th>ФИО<th>Телефон<th>Номенклатура<th>Дата<th>Цена"
    "<tr><td rowspan=2>Ким&nbsp;Анна</td><td rowspan=2>87010000001</td><td>Кольцо<br>золото</td>"
    "<td>01.03.2024</td><td>12&nbsp;500,00</td></tr>"
    "<tr><td>Цепь &amp; кулон</td><td>01.03.2024</td><td>9</td></tr></table>"
)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "cp1251"),
        ("", "utf-16"),
        ("<html><head><meta charset=windows-1251></head><body>", "cp1251"),
        ('\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />', "utf-8-sig"),
        ("<!DOCTYPE html><style>td {mso-number-format: General}</style>", "utf-8"),
    ],
)
def test_a_table_of_html(read: Read, head: str, encoding: str) -> None:
    rows = read(HTML.replace("{head}", head), encoding)
    assert values(rows, "source_row", "FullName", "phone", "Item", "Date", "Price") == [
        (3, "Ким Анна", "87010000001", "Кольцо золото", "01.03.2024", "12 500,00"),
        (4, "Ким Анна", "87010000001", "Цепь & кулон", "01.03.2024", "9"),
    ]


def test_html_that_claims_more_than_a_spreadsheet_holds_stops(read: Read) -> None:
    with pytest.raises(IngestError, match="beyond the size"):
        read(HTML.replace("{head}", "").replace("colspan=5", "colspan=99999999"))


def test_a_page_without_a_table_stops_with_a_sentence(read: Read) -> None:
    with pytest.raises(IngestError, match=r"export.xls"):
        read("<html><body><p>Сессия истекла<table><tr><td>Войдите</td></tr></table></body></html>")


# ---------- text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_with_and_without_its_mark(read: Read, encoding: str) -> None:
    rows = read("ФИО\tТовар\tДата\tЦена\nКим Анна\tКольцо\t01.03.2024\t12500\n", encoding)
    assert values(rows, "FullName", "Item", "Price") == [("Ким Анна", "Кольцо", "12500")]


def test_backslash_quotes_give_the_items_that_doubled_ones_give(read: Read) -> None:
    escaped = read(
        '"Item","Date","Price"\n"Кольцо \\"Роза\\", золото","2024-12-01","1"\n'
        '"C:\\temp\\\\новое","2024-12-02","2"\n"Цепь \\"Лилия\\"","2024-12-03","3"\n'
    )
    doubled = read(
        '"Item","Date","Price"\n"Кольцо ""Роза"", золото","2024-12-01","1"\n'
        '"C:\\temp\\новое","2024-12-02","2"\n"Цепь ""Лилия""","2024-12-03","3"\n'
    )
    assert escaped == doubled
    assert values(escaped, "Item")[1] == ("C:\\temp\\новое",)


def test_a_cell_that_ends_with_a_backslash_is_no_escape(read: Read) -> None:
    rows = read('"Item","Date","Price"\n"Цепь\\","2024-12-01","1"\n"Роза ""А""","2024-12-02","2"\n')
    assert values(rows, "Item", "Price") == [("Цепь\\", "1"), ('Роза "А"', "2")]


def test_backslash_quotes_of_the_field(said: list[str]) -> None:
    rows = read_sales(field("backslash_quotes.csv"), warn=said.append).to_pylist()
    assert values(rows, "Item") == [
        ('Кольцо "Роза", золото 585',),
        ('Серьги "Лилия"',),
        ("Цепь золото 585",),
    ]
    assert said == []


def test_texts_that_were_kept_from_excel_by_a_formula(read: Read) -> None:
    rows = read('="Item",Date,="Price",phone\n"=""Цепь""",2024-01-01,="12500",="87010000001"\n')
    assert values(rows, "Item", "Price", "phone") == [("Цепь", "12500", "87010000001")]


# ---------- workbooks


def test_formulas_that_nobody_computed_stop(read_book: Read) -> None:
    with pytest.raises(IngestError, match=r"formulas_without_values.xlsx: 3 cells .*save it again"):
        read_sales(field("formulas_without_values.xlsx"), warn=[].append)
    header = ["Item", "Date", "Price", "Комментарий"]
    with pytest.raises(IngestError, match="1 cells"):
        read_book([header, ["Цепь", "2024-01-01", 5, ""], ["Кулон", "2024-01-01", "=1+1", ""]])
    # One beside what is read does no harm.
    assert len(read_book([header, ["Цепь", "2024-01-01", 5, "=A1"], ["Кулон", "", 5, ""]])) == 2


def test_merged_cells_of_the_field() -> None:
    rows = read_sales(field("merged_cells.xlsx")).to_pylist()
    anna, oleg = (
        ("Ким Анна", "87010002301", "2024-03-01"),
        ("Лим Олег", "87010002302", "2024-03-02"),
    )
    assert values(rows, "FullName", "phone", "Date") == [anna] * 3 + [oleg] * 2


def test_a_merged_total_is_not_the_price_of_each_line(read_book: Read) -> None:
    rows = read_book(
        [
            ["ФИО", "Товар", "Дата", "Сумма"],
            ["Ким Анна", "Кольцо", "2024-03-01", 300],
            ["", "Цепь", "", ""],
            ["Лим Олег", "Брошь", "2024-03-02", 5],
            ["", "Кулон", "2024-03-03", 7],
        ],
        merged=["A2:A3", "C2:C3", "D2:D3"],
    )
    assert values(rows, "FullName", "Date", "Amount") == [
        ("Ким Анна", "2024-03-01", "300"),
        ("Ким Анна", "2024-03-01", None),
        ("Лим Олег", "2024-03-02", "5"),
        (None, "2024-03-03", "7"),
    ]


def test_a_header_of_two_rows_with_merged_cells(read_book: Read) -> None:
    rows = read_book(
        [
            ["ФИО", "Товар", "Дата", "Продажа", ""],
            ["", "", "", "Кол-во", "Сумма"],
            ["Ким Анна", "Кольцо", "2024-03-01", 2, 300],
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    )
    assert values(rows, "source_row", "FullName", "Quantity", "Amount") == [
        (3, "Ким Анна", "2", "300")
    ]


# ---------- headings


def test_customers_as_headings_of_the_field() -> None:
    rows = read_sales(field("customer_as_heading.xlsx")).to_pylist()
    assert values(rows, "FullName", "Item", "Date", "read_problem") == [
        ("Ким Анна", "Ким Анна", None, "group_heading"),
        ("Ким Анна", "Кольцо золото 585", "2024-03-01", None),
        ("Ким Анна", "Цепь серебро 925", "2024-03-01", None),
        ("Лим Олег", "Лим Олег", None, "group_heading"),
        ("Лим Олег", "Серьги золото 585", "2024-03-02", None),
        (None, "Итого", None, "total_row"),
    ]


@pytest.mark.parametrize("total", ["", "{}"], ids=["no totals", "totals"])
def test_customers_as_headings_in_a_csv(read: Read, total: str) -> None:
    rows = read(
        "Товар;Дата;Сумма\n"
        f"Ким Анна;;{total.format(300)}\nКольцо;01.03.2024;180\nЦепь;01.03.2024;120\n"
        f"Лим Олег;;{total.format(95)}\nСерьги;02.03.2024;95\nИтого;;395\n"
    )
    assert values(rows, "FullName")[1:3] + values(rows, "FullName")[4:] == [
        ("Ким Анна",), ("Ким Анна",), ("Лим Олег",), (None,)
    ]  # fmt: skip
    assert [row["read_problem"] for row in rows] == [
        "group_heading", None, None, "group_heading", None, "total_row"
    ]  # fmt: skip


def test_customers_in_rows_and_a_column_of_their_own(read: Read) -> None:
    rows = read(
        "ФИО;Телефон;Товар;Дата;Цена\nКим Анна;8701;;;\n;;Кольцо;01.03.2024;180\n"
        ";;Цепь;02.03.2024;120\nЛим Олег;;;;\n;;Серьги;02.03.2024;95\nИтого;;;;395\n"
    )
    assert values(rows, "FullName", "phone", "Item", "read_problem")[:5] == [
        ("Ким Анна", "8701", None, "group_heading"),
        ("Ким Анна", "8701", "Кольцо", None),
        ("Ким Анна", "8701", "Цепь", None),
        ("Лим Олег", None, None, "group_heading"),
        ("Лим Олег", None, "Серьги", None),
    ]


def test_days_as_headings_above_customers(read: Read) -> None:
    rows = read(
        "Дата;ФИО;Товар;Цена\n01.03.2024;;;\n;Ким Анна;;\n;;Кольцо;180\n02.03.2024;;;\n"
        ";;Брошь;5\n;Лим Олег;;\n;;Серьги;95\n"
    )
    sales = [row for row in rows if row["read_problem"] is None]
    assert values(sales, "Date", "FullName", "Item") == [
        ("01.03.2024", "Ким Анна", "Кольцо"),
        ("02.03.2024", None, "Брошь"),
        ("02.03.2024", "Лим Олег", "Серьги"),
    ]


def test_what_merged_cells_leave_in_a_csv(read: Read, said: list[str]) -> None:
    rows = read(
        "ФИО,Телефон,Товар,Дата,Цена\nКим Анна,8701,Кольцо,01.03.2024,180\n,,Цепь,,120\n"
        "Лим Олег,8702,Серьги,02.03.2024,95\n,,Кулон,,5\nИтого,,,,400\n"
    )
    assert values(rows, "FullName", "phone", "Date")[:4] == [
        ("Ким Анна", "8701", "01.03.2024"),
        ("Ким Анна", "8701", "01.03.2024"),
        ("Лим Олег", "8702", "02.03.2024"),
        ("Лим Олег", "8702", "02.03.2024"),
    ]
    assert len(said) == 1
    assert "in 2 rows the customer and the date are blank" in said[0]


def test_a_row_without_customer_and_date_in_a_flat_list_is_left_as_it_is(read: Read) -> None:
    lines = [f"Клиент {n},Кольцо {n},{n % 28 + 1:02}.03.2024,100" for n in range(30)]
    rows = read("\n".join(["ФИО,Товар,Дата,Цена", *lines[:9], ",Цепь,,120", *lines[9:]]))
    assert values(rows, "FullName", "Item", "Date")[9] == (None, "Цепь", None)


def test_a_buyer_without_a_name_is_not_the_one_above(read: Read) -> None:
    rows = read("ФИО,Товар,Дата,Цена\nКим Анна,Кольцо,01.03.2024,180\n,Цепь,02.03.2024,120\n")
    assert values(rows, "FullName") == [("Ким Анна",), (None,)]


def test_a_receipts_customer_in_its_first_line_only(read: Read) -> None:
    rows = read(
        "Номер чека;ФИО;Товар;Дата;Цена\n1;Ким Анна;Кольцо;01.03.2024;180\n1;;Цепь;;120\n"
        "2;;Брошь;01.03.2024;5\n2;;Кулон;;6\n1;;Серьги;02.03.2024;95\n"
        "1;Лим Олег;Крест;02.03.2024;9\n"
    )
    assert values(rows, "Receipt", "FullName", "Date") == [
        ("1", "Ким Анна", "01.03.2024"),
        ("1", "Ким Анна", "01.03.2024"),
        ("2", None, "01.03.2024"),
        ("2", None, "01.03.2024"),
        ("1", None, "02.03.2024"),
        ("1", "Лим Олег", "02.03.2024"),
    ]


def test_two_levels_of_headings_that_can_not_be_told_stop(read: Read) -> None:
    with pytest.raises(IngestError, match=r"row 2: two headings .*headings: \[other, customer\]"):
        read(
            "Товар;Дата;Сумма\nМагазин 1;;300\nКим Анна;;300\nКольцо;01.03.2024;180\n"
            "Цепь;01.03.2024;120\nМагазин 2;;95\nЛим Олег;;95\nСерьги;02.03.2024;95\n"
        )
