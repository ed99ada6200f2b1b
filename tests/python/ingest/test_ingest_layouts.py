"""An export of each system, made to its documented form, is read without a setting."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from karat.ingest import IngestError, list_sales_files, read_sales
from karat.ingest.layouts import own_layouts

Read = Callable[..., list[dict[str, str | None]]]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def read(tmp_path: Path, said: list[str]) -> Read:
    """Read a file of the given lines, rows of a sheet, or document."""

    def read_export(content: object, layout: str | None = None) -> list[dict[str, str | None]]:
        path = tmp_path / "export"
        if isinstance(content, str):
            path.write_text(content)
        elif isinstance(content, list) and content and isinstance(content[0], list):
            book = Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
        else:
            path.write_text(json.dumps(content, ensure_ascii=False))
        rows = read_sales(str(path), layout=layout, warn=said.append).to_pylist()
        listed = list_sales_files(str(path), layout=layout).to_pylist()
        assert {row["layout"] for row in rows} <= {file["layout"] for file in listed}
        return rows

    return read_export


def values(rows: list[dict[str, str | None]], *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


SALE = ("FullName", "phone", "Item", "Date", "Price", "Amount", "Quantity", "Status", "Operation")

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,Shipping Name,"
    "Shipping City,Shipping Phone,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,"
    "Phone,Lineitem discount"
)


def shopify(*orders: dict[str, str]) -> str:
    names = SHOPIFY.split(",")
    lines = [",".join(f'"{order.get(name, "")}"' for name in names) for order in orders]
    return "\n".join([SHOPIFY, *lines, ""])


def line(name: str, item: str, price: str, quantity: str = "1", **more: str) -> dict[str, str]:
    return {
        "Name": name,
        "Lineitem name": item,
        "Lineitem price": price,
        "Lineitem quantity": quantity,
        **more,
    }


def first(name: str, item: str, price: str, who: str, when: str, **more: str) -> dict[str, str]:
    order = {"Financial Status": "paid", "Currency": "USD", "Created at": when, "Billing Name": who}
    return line(name, item, price, **{**order, "Billing Phone": "+77010000001", **more})


def test_shopify_orders_say_who_and_when_in_their_first_row_alone(
    read: Read, said: list[str]
) -> None:
    when = "2024-02-01 10:00:00 +0500"
    rows = read(
        shopify(
            first("#1001", "Gold ring", "120.00", "Ann Grey", when),
            line("#1001", "Silver chain", "45.00", "2", **{"Lineitem discount": "5.00"}),
            first("#1002", "Brooch", "30.00", "", when, **{"Billing Phone": ""}),
            line("#1002", "Pendant", "20.00"),
            first("#1003", "Cross", "10.00", "Bob Stone", when, **{"Cancelled at": when}),
            line("#1003", "Earrings", "15.00"),
        )
    )
    ann, bob = ("Ann Grey", "+77010000001"), ("Bob Stone", "+77010000001")
    assert values(rows, *SALE) == [
        (*ann, "Gold ring", when, "120.00", None, "1", "paid", None),
        (*ann, "Silver chain", when, "45.00", None, "2", "paid", None),
        (None, None, "Brooch", when, "30.00", None, "1", "paid", None),
        (None, None, "Pendant", when, "20.00", None, "1", "paid", None),
        (*bob, "Cross", when, "10.00", None, "1", "cancelled", None),
        (*bob, "Earrings", when, "15.00", None, "1", "cancelled", None),
    ]
    assert values(rows, "layout", "Receipt", "Discount", "Currency")[1] == (
        ("shopify_orders", "#1001", "5.00", "USD")
    )
    assert said == []


def test_shopify_orders_that_were_sorted_by_item_still_know_their_customer(read: Read) -> None:
    when = "2024-02-01 10:00:00 +0500"
    rows = read(
        shopify(
            line("#1001", "A chain", "45.00"),
            first("#1002", "B ring", "30.00", "Bob Stone", when),
            first("#1001", "C ring", "120.00", "", when, **{"Shipping Name": "Ann Grey"}),
        )
    )
    assert values(rows, "FullName", "Date") == [
        ("Ann Grey", when),
        ("Bob Stone", when),
        ("Ann Grey", when),
    ]


WOO = (
    '"Order Number","Order Status","Order Date","Customer Note","First Name (Billing)",'
    '"Last Name (Billing)","Company (Billing)","Address 1&2 (Billing)","City (Billing)",'
    '"State Code (Billing)","Postcode (Billing)","Country Code (Billing)","Email (Billing)",'
    '"Phone (Billing)","First Name (Shipping)","Last Name (Shipping)","Shipping Method Title",'
    '"Payment Method Title","Cart Discount Amount","Order Subtotal Amount","Order Total Amount",'
    '"SKU","Item #","Item Name","Quantity","Quantity (- Refund)","Item Cost","Coupon Code",'
    '"Discount Amount"'
)


def test_woocommerce_orders(read: Read, said: list[str]) -> None:
    tail = "free,card,0,1,1,S"
    rows = read(
        f"{WOO}\n"
        f"501,Completed,2024-02-01 10:00,,Анна,Ким,,ул 1,Алматы,,,KZ,a@b,+77010000001,,,{tail},1,"
        "Кольцо,2,2,120.00,,0\n"
        f"501,Completed,2024-02-01 10:00,,Анна,Ким,,ул 1,Алматы,,,KZ,a@b,+77010000001,,,{tail},2,"
        "Цепь,1,1,45.00,,0\n"
        f"502,Cancelled,2024-02-02 10:00,,,,,,,,,KZ,,,Олег,Ли,{tail},1,Брошь,1,1,30.00,,0\n"
    )
    anna = ("Анна Ким", "+77010000001")
    assert values(rows, *SALE) == [
        (*anna, "Кольцо", "2024-02-01 10:00", "120.00", None, "2", "Completed", None),
        (*anna, "Цепь", "2024-02-01 10:00", "45.00", None, "1", "Completed", None),
        ("Олег Ли", None, "Брошь", "2024-02-02 10:00", "30.00", None, "1", "Cancelled", None),
    ]
    assert values(rows, "layout", "FirstName", "town")[0] == ("woocommerce", "Анна", "Алматы")
    assert said == []


def test_woocommerce_orders_by_their_machine_names(read: Read) -> None:
    rows = read(
        "order_id,order_number,order_date,status,billing_first_name,billing_last_name,"
        "billing_phone,order_currency,item_name,item_quantity,item_total\n"
        "7,501,2024-02-01,completed,Анна,Ким,+7701,KZT,Кольцо,2,240\n"
    )
    assert values(rows, "layout", "FullName", "Receipt", "Amount", "Quantity", "Currency") == [
        ("woocommerce", "Анна Ким", "501", "240", "2", "KZT")
    ]


SQUARE = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,"
    "Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,"
    "Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count"
)


@pytest.mark.parametrize("more", ["", ",GTIN,Itemization Type,Commission,Employee,Channel,Token"])
def test_square_items(read: Read, said: list[str], more: str) -> None:
    rest = "Almaty,Rings,Ring,{},Regular,S,,{},T1,P1,iPad,,,{},Main,,C1,Ann Grey,,,1"
    rows = read(
        f"{SQUARE}{more}\n"
        f"2024-02-01,10:15:00,{rest.format('2.0', '$40.00,-$4.00,$36.00,$0.00', 'Payment')}\n"
        f"2024-02-03,11:00:00,{rest.format('-1.0', '-$20.00,$2.00,-$18.00,$0.00', 'Refund')}\n"
    )
    assert values(rows, *SALE) == [
        ("Ann Grey", None, "Ring", "2024-02-01 10:15:00", None, "$36.00", "2.0", None, "Payment"),
        ("Ann Grey", None, "Ring", "2024-02-03 11:00:00", None, "-$18.00", "-1.0", None, "Refund"),
    ]
    assert values(rows, "layout", "Receipt", "Discount")[0] == ("square_items", "T1", "-$4.00")
    assert said == []


RECEIPT = {
    "dateTime": 1709287500,  # 2024-03-01 10:05:00 by the till's own clock
    "operationType": 1,
    "fiscalDriveNumber": "9282440300628259",
    "fiscalDocumentNumber": 2031,
    "buyerPhoneOrAddress": "+77010000001",
    "totalSum": 22000000,
    "nds18": 0,
    "items": [
        {"name": "Кольцо золото 585", "price": 18000000, "quantity": 1, "sum": 18000000},
        {"name": "Цепь серебро 925", "price": 2000000, "quantity": 2.0, "sum": 4000000},
    ],
}


def packed(receipt: object, form: str) -> object:
    return {
        "bare": receipt,
        "document": {"document": {"receipt": receipt}},
        "a list of tickets": [{"_id": "1", "ticket": {"document": {"receipt": receipt}}}],
        "an answer": {"code": 1, "data": {"json": receipt, "html": "<p>"}},
    }[form]


@pytest.mark.parametrize("form", ["bare", "document", "a list of tickets", "an answer"])
def test_fiscal_receipts_with_kopecks(read: Read, said: list[str], form: str) -> None:
    rows = read(packed(RECEIPT, form))
    who, when = ("+77010000001",), "2024-03-01 10:05:00"
    assert values(rows, *SALE[1:]) == [
        (*who, "Кольцо золото 585", when, "180000.00", "180000.00", "1", None, "приход"),
        (*who, "Цепь серебро 925", when, "20000.00", "40000.00", "2.0", None, "приход"),
    ]
    assert values(rows, "layout", "Receipt") == [("fiscal_receipts", "9282440300628259 2031")] * 2
    assert said == []


def test_fiscal_receipts_in_roubles_as_text(read: Read) -> None:
    item = {"name": "Кольцо", "price": "180000.50", "quantity": "1", "sum": "180000.50"}
    sale = {"dateTime": "2024-03-01T10:05:00", "operationType": "1", "items": [item]}
    back = {**sale, "operationType": "2", "dateTime": "2024-03-02T10:05:00"}
    rows = read([sale, back])
    assert values(rows, "Date", "Price", "Operation") == [
        ("2024-03-01T10:05:00", "180000.50", "приход"),
        ("2024-03-02T10:05:00", "180000.50", "возврат прихода"),
    ]


def test_fiscal_receipts_in_roubles_as_numbers(read: Read) -> None:
    prices = (180000.5, 120000, 95000.0)
    items = [{"name": "Кольцо", "price": p, "quantity": 1, "sum": 100 * p} for p in prices]
    rows = read({**RECEIPT, "items": items})
    assert values(rows, "Price") == [("180000.5",), ("120000",), ("95000.0",)]


def test_flat_json_is_read_by_the_usual_names(read: Read) -> None:
    rows = read([{"Товар": "Кольцо", "Дата": "2024-03-01", "Цена": 5, "ФИО": None}])
    assert values(rows, "layout", "Item", "Price", "FullName") == [("plain", "Кольцо", "5", None)]


def test_receipts_one_a_line(read: Read) -> None:
    rows = read("\n".join(json.dumps(RECEIPT) for _ in range(3)))
    assert len(rows) == 6


def test_moysklad_as_a_table_and_from_its_api(read: Read, said: list[str]) -> None:
    table = read(
        "№;Время;Контрагент;Телефон;Наименование;Кол-во;Цена;Скидка;Сумма;Статус;Склад\n"
        "00012;01.03.2024 10:05;Ким Анна;87010000001;Кольцо;1;180000;0;180000;Отгружен;Основной\n"
        ";;;;Цепь;2;20000;0;40000;;\n"
        "00013;02.03.2024 11:00;;;Брошь;1;5000;0;5000;Отгружен;Основной\n"
    )
    assert values(table, "layout", "Receipt", "FullName", "Item", "Amount", "Status")[0] == (
        ("moysklad", "00012", "Ким Анна", "Кольцо", "180000", "Отгружен")
    )
    position = {
        "quantity": 2.0,
        "price": 2000050.0,
        "discount": 10.0,
        "assortment": {"name": "Цепь"},
    }
    document = {
        "meta": {"type": "retaildemand"},
        "name": "00012",
        "moment": "2024-03-01 10:05:00.000",
        "agent": {"name": "Ким Анна", "phone": "87010000001"},
        "positions": {"rows": [position]},
    }
    rows = read({"rows": [document]})
    assert values(rows, "layout", *SALE) == [
        ("moysklad", "Ким Анна", "87010000001", "Цепь", "2024-03-01 10:05:00.000", "20000.50", None,
         "2.0", None, "продажа")
    ]  # fmt: skip
    assert rows[0]["Discount"] == "10.0%"


def test_evotor_as_a_table_and_from_its_cloud(read: Read, said: list[str]) -> None:
    table = read(
        "Дата и время;Номер чека;Тип операции;Наименование товара;Количество;Цена;Скидка;Сумма;"
        "Способ оплаты;Кассир\n"
        "01.03.2024 10:05;17;Продажа;Кольцо;1;180000;27000;153000;Карта;Вера\n"
        "02.03.2024 10:05;18;Возврат;Кольцо;1;180000;27000;153000;Карта;Вера\n"
    )
    assert values(table, "layout", "Receipt", "Item", "Amount", "Operation") == [
        ("evotor", "17", "Кольцо", "153000", "Продажа"),
        ("evotor", "18", "Кольцо", "153000", "Возврат"),
    ]
    assert said == []
    position = {"product_name": "Кольцо", "quantity": 1, "price": 180000, "result_sum": 153000}
    document = {
        "type": "PAYBACK",
        "number": 18,
        "device_id": "d",
        "close_date": "2024-03-02T10:05:00",
    }
    rows = read([{**document, "body": {"positions": [position]}}])
    assert values(rows, "layout", "Item", "Price", "Amount", "Operation") == [
        ("evotor", "Кольцо", "180000", "153000", "возврат")
    ]


def test_a_1c_register(read: Read, said: list[str]) -> None:
    rows = read(
        [
            ["Регистр накопления Продажи"],
            [],
            ["Период", "Регистратор", "Номер строки", "Активность", "Номенклатура",
             "Характеристика", "Контрагент", "Количество", "Стоимость"],
            ["01.03.2024 10:05:00", "Чек ККМ 000000017 от 01.03.2024", 1, "Да", "Кольцо", "17",
             "Ким Анна", 3, 24000],
            ["02.03.2024", "Возврат товаров от покупателя 5 от 02.03.2024", 1, "Да", "Кольцо", "17",
             "Ким Анна", -1, -8000],
            ["02.03.2024", "Чек ККМ 18 от 02.03.2024", 1, "Нет", "Цепь", "", "", 1, 8000],
        ]
    )  # fmt: skip
    assert values(rows, "FullName", "Item", "Price", "Amount", "Quantity", "read_problem") == [
        ("Ким Анна", "Кольцо", None, "24000", "3", None),
        ("Ким Анна", "Кольцо", None, "-8000", "-1", None),
        (None, "Цепь", None, "8000", "1", "not_an_item"),
    ]
    assert rows[1]["Operation"] == "Возврат товаров от покупателя 5 от 02.03.2024"
    assert {row["layout"] for row in rows} == {"1c_register"}
    assert said == []


def test_a_1c_report_whose_header_names_its_levels_one_below_the_other(read: Read) -> None:
    rows = read(
        [
            ["Продажи"],
            ["Период: март 2024"],
            [],
            ["Покупатель", "Количество", "Сумма"],
            ["Период, день"],
            ["Номенклатура"],
            ["Ким Анна", 3, 225000],
            ["01.03.2024", 2, 220000],
            ["Кольцо золото 585", 1, 180000],
            ["Цепь серебро 925", 1, 40000],
            ["05.03.2024", 1, 5000],
            ["Брошь", 1, 5000],
            ["Лим Олег", 1, 95000],
            ["02.03.2024", 1, 95000],
            ["Серьги золото 585", 1, 95000],
            ["Итого", 4, 320000],
        ]
    )
    sales = [row for row in rows if row["read_problem"] is None]
    assert values(sales, "FullName", "Date", "Item", "Amount", "source_row") == [
        ("Ким Анна", "01.03.2024", "Кольцо золото 585", "180000", 9),
        ("Ким Анна", "01.03.2024", "Цепь серебро 925", "40000", 10),
        ("Ким Анна", "05.03.2024", "Брошь", "5000", 12),
        ("Лим Олег", "02.03.2024", "Серьги золото 585", "95000", 15),
    ]
    problems = [row["read_problem"] for row in rows]
    assert (problems.count("group_heading"), problems.count("total_row")) == (5, 1)
    assert {row["layout"] for row in rows} == {"1c_report"}


def test_a_1c_report_whose_totals_do_not_add_up_stops(read: Read) -> None:
    report = [["Покупатель", "Сумма", "Количество"], ["День"], ["Номенклатура"], ["Ким", 5, 1]]
    with pytest.raises(
        IngestError, match=r"export, row 4: the total of this heading is not the sum"
    ):
        read([*report, ["01.03.2024", 4, 1], ["Кольцо", 3, 1]])


class TestAnOwnLayout:
    OWN = """
name: own_till
system: Our till
export: Menu, sales
recognised_by: [Bezeichnung, Betrag]
columns:
  Item: Bezeichnung
  Date: {joined: [Tag, Uhrzeit]}
  Amount: Betrag
  FullName: {first_filled: [Kunde, {joined: [Vorname, Nachname]}]}
"""
    EXPORT = (
        "Tag;Uhrzeit;Bezeichnung;Betrag;Kunde;Vorname;Nachname\n"
        "01.02.2024;10:05;Ring;100;;Ann;Grey\n02.02.2024;;Kette;50;Bob Stone;;\n"
    )

    def test_is_read_by_its_path(self, read: Read, tmp_path: Path) -> None:
        (tmp_path / "own.yaml").write_text(self.OWN)
        rows = read(self.EXPORT, layout=str(tmp_path / "own.yaml"))
        assert values(rows, "layout", "FullName", "Item", "Date", "Amount") == [
            ("own_till", "Ann Grey", "Ring", "01.02.2024 10:05", "100"),
            ("own_till", "Bob Stone", "Kette", "02.02.2024", "50"),
        ]

    def test_with_a_file_of_another_form_says_what_is_missing(
        self, read: Read, tmp_path: Path
    ) -> None:
        (tmp_path / "own.yaml").write_text(self.OWN)
        with pytest.raises(
            IngestError, match=r"export: missing columns Date, Price or Amount, Betrag"
        ):
            read("Bezeichnung;Date;Price\na;2024-01-01;1\n", layout=str(tmp_path / "own.yaml"))

    def test_one_of_ours_can_be_chosen_by_name(self, read: Read) -> None:
        text = "Date,Time,Item,Qty,Price Point Name,Gross Sales,Net Sales,Price\n"
        text += "2024-02-01,10:15,Ring,1,Regular,$5,$4,7\n"
        assert values(read(text), "layout", "Price", "Amount") == [("square_items", None, "$4")]
        assert values(read(text, layout="plain"), "layout", "Price", "Amount") == [
            ("plain", "7", None)
        ]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("name: [", r"line \d+: not valid YAML"),
            ("- a\n- b\n", "valid dictionary"),
            (OWN.replace("Item:", "Items:"), "'Items' is no column of a sale"),
            (OWN.replace("  Item: Bezeichnung\n", ""), "columns needs Item"),
            (OWN.replace("  Amount: Betrag\n", ""), "columns needs Price or Amount"),
            (OWN.replace("system:", "sytem:"), r"sytem|system"),
            (OWN + "headings: [nobody]\n", r"headings\.0"),
            (OWN + "fill_down: {columns: [Name]}\n", "'Name' is no column of a sale"),
            (OWN.replace("name: own_till", "name: ../x"), "name"),
        ],
    )
    def test_that_is_wrong_is_named_by_its_place(
        self, read: Read, tmp_path: Path, text: str, sentence: str
    ) -> None:
        (tmp_path / "bad.yaml").write_text(text)
        with pytest.raises(IngestError, match=rf"^KARAT_LAYOUT: bad\.yaml.*{sentence}"):
            read("Item,Date,Price\na,2024-01-01,1\n", layout=str(tmp_path / "bad.yaml"))

    def test_that_is_not_there_is_told_with_those_that_are(self, read: Read) -> None:
        with pytest.raises(IngestError, match=r"'shopfy' is neither a file nor .*shopify_orders"):
            read("Item,Date,Price\na,2024-01-01,1\n", layout="shopfy")

    def test_two_that_fit_equally_well_stop(self, read: Read, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).write_text(self.OWN.replace("own_till", name))
        with pytest.raises(IngestError, match=r"export: .*layouts one and two equally well"):
            read(self.EXPORT, layout=f"{tmp_path / 'one'},{tmp_path / 'two'}")


class TestColumnsThatAreNotRead:
    @pytest.mark.parametrize(
        ("name", "looks_like", "column"),
        [
            ("Кол-во возвратов", "a quantity", "Quantity"),
            ("Дата возврата", "a return", "Operation"),
            ("Refund reason", "a return", "Operation"),
            ("Вид операции кассы", "an operation", "Operation"),
            ("Статус доставки", "a status", "Status"),
            ("Валюта оплаты", "a currency", "Currency"),
            ("Скидка по карте", "a discount", "Discount"),
            ("Код клиента", "a customer", "FullName or phone"),
            ("customer_id", "a customer", "FullName or phone"),
        ],
    )
    def test_are_named_when_they_may_tell(
        self, read: Read, said: list[str], name: str, looks_like: str, column: str
    ) -> None:
        read(f"Item,Date,Price,{name}\nЦепь,2024-01-01,1,тайна\n")
        assert len(said) == 1
        assert f"the column '{name}' looks like {looks_like} and is not read" in said[0]
        assert f"rename it to {column} or name it in a layout" in said[0]
        assert "тайна" not in said[0]

    def test_are_let_be_when_they_do_not(self, read: Read, said: list[str]) -> None:
        read("Item,Date,Price,Смена,Артикул,Кассир\nЦепь,2024-01-01,1,утро,5,Вера\n")
        assert said == []

    @pytest.mark.parametrize(
        ("header", "column"),
        [
            ("Цена, тг", "Price"),
            ("Кол-во (шт.)", "Quantity"),
            ("Сумма, руб.", "Amount"),
            ("Price ($)", "Price"),
            ("Сумма со скидкой", "Amount"),
            ("Признак расчёта", "Operation"),
            ("№ чека", "Receipt"),
        ],
    )
    def test_have_their_usual_names(self, read: Read, header: str, column: str) -> None:
        money = "" if column in ("Price", "Amount") else ",Цена"
        rows = read(f"Товар,Дата,{header}{money}\nЦепь,2024-01-01,7{',1' if money else ''}\n")
        assert rows[0][column] == "7"


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Цена, тг", "KZT"),
        ("Сумма (руб.)", "RUB"),
        ("Price ($)", "USD"),
        ("Цена", None),
        ("Цена, шт", None),
        ("Цена, тг,Валюта", "EUR"),
    ],
)
def test_a_currency_in_the_name_of_a_column(read: Read, header: str, currency: str | None) -> None:
    header = header.replace(",Валюта", ";Валюта")
    (row,) = read(f"Товар;Дата;{header}\nЦепь;2024-01-01;7{';EUR' if 'Валюта' in header else ''}\n")
    assert row["Currency"] == currency


def test_every_layout_says_what_it_reads_and_plain_asks_for_nothing() -> None:
    layouts = own_layouts()
    assert list(layouts)[-1] == "plain"
    assert [name for name, layout in layouts.items() if not layout.recognised_by] == ["plain"]
    assert len({frozenset(layout.recognised_by) for layout in layouts.values()}) == len(layouts)
