"""What is no sale of goods, named by its kind; what was brought back, matched with its sale."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from conftest import PROJECT, shared
from staged import Stager

pytestmark = pytest.mark.build

FIELD_GOODS = {
    "Подарочный сертификат 50 000 тг": "certificate",
    "Лом золота 585 пробы 12 г": "metal_bought_in",
    "Скупка золото 585": "metal_bought_in",
    "Предоплата по заказу №15": "deposit",
    "Аванс за кольцо золото 585": "deposit",
    "Рассрочка платёж 2 из 6 кольцо золото 585": "deposit",
    "Чистка ювелирных изделий": "service",
    "Ремонт цепи": "service",
    "Уменьшение размера кольца": "service",
    "Родирование кольца": "service",
    "Прокол ушей": "service",
    "Доставка": "delivery",
    "Скидка по карте": "discount",
    "Пакет крафт малый": "packaging",
    "Коробка для кольца золото": "packaging",
    "Gift card $50": "certificate",
    "Ring repair / resizing": "service",
    "Shipping": "delivery",
    "Товар": "unnamed",
    "Свободная цена": "unnamed",
    "Тест": "test",
    "Слиток золота 999 5 г": None,
}

OTHERS = {
    # ---------- certificates
    "Сертификат на 20000": "certificate",
    "Электронный сертификат": "certificate",
    "Подарочная карта 10 000": "certificate",
    "Дисконтная карта": "certificate",
    "Сыйлық картасы 30000": "certificate",
    "E-gift card 100": "certificate",
    "Gift Certificate": "certificate",
    "Gift card 50 000 тг": "certificate",
    "Store credit": "certificate",
    # ---------- metal bought in
    "Лом серебра": "metal_bought_in",
    "Золото лом 585": "metal_bought_in",
    "Обмен металла": "metal_bought_in",
    "Приём лома": "metal_bought_in",
    "Scrap gold purchase": "metal_bought_in",
    "Scrap gold 14k 3.2 g": "metal_bought_in",
    "Gold buyback": "metal_bought_in",
    "Trade-in gold": "metal_bought_in",
    # ---------- deposits and instalments
    "Задаток": "deposit",
    "ПРЕДОПЛАТА": "deposit",
    "Авансовый платёж": "deposit",
    "Взнос по рассрочке": "deposit",
    "Доплата за заказ": "deposit",
    "Оплата заказа 115": "deposit",
    "Алдын ала төлем": "deposit",
    "Layaway payment 2 of 6": "deposit",
    "Custom ring deposit": "deposit",
    "Deposit for engagement ring": "deposit",
    # ---------- services
    "Срочный ремонт браслета": "service",
    "Лазерная гравировка": "service",
    "Гравировка на кольце": "service",
    "Пайка цепи": "service",
    "Полировка": "service",
    "Закрепка камня": "service",
    "Увеличение размера": "service",
    "Замена замка": "service",
    "Экспертиза бриллианта": "service",
    "Оценка изделия": "service",
    "Услуга по ремонту": "service",
    "Чаевые": "service",
    "Сақина жөндеу": "service",
    "Engraving": "service",
    "Engraving - 3 letters": "service",
    "Ring resizing": "service",
    "Gold chain repair": "service",
    "Jewelry cleaning": "service",
    "Appraisal": "service",
    "Ear piercing": "service",
    "Watch battery replacement": "service",
    "2 Year Protection Plan": "service",
    "Extended warranty": "service",
    "Tip": "service",
    "Cleaning of rings": "service",
    # ---------- delivery
    "Бесплатная доставка": "delivery",
    "Доставка курьером до двери": "delivery",
    "Услуга доставки": "delivery",
    "Жеткізу": "delivery",
    "Express shipping": "delivery",
    "Shipping & handling": "delivery",
    # ---------- discounts
    "Скидка 10%": "discount",
    "Бонусы списание": "discount",
    "Списание бонусов": "discount",
    "Округление": "discount",
    "Жеңілдік": "discount",
    "Employee discount": "discount",
    "Cash rounding": "discount",
    # ---------- packaging
    "Пакет": "packaging",
    "Подарочная упаковка": "packaging",
    "Фирменный пакет большой": "packaging",
    "Коробочка для серёг": "packaging",
    "Футляр бархатный": "packaging",
    "Бирка": "packaging",
    "Мешочек подарочный": "packaging",
    "Gift bag": "packaging",
    "Small gift box": "packaging",
    "Gift box for ring": "packaging",
    "Ring box": "packaging",
    "Gift wrap": "packaging",
    "Bag": "packaging",
    # ---------- what names nothing
    "Прочее": "unnamed",
    "Без названия": "unnamed",
    "Товар по свободной цене": "unnamed",
    "Товар 1": "unnamed",
    "Item": "unnamed",
    "Misc": "unnamed",
    "Custom Amount": "unnamed",
    "-": "unnamed",
    # ---------- tests, movements, what is no item but an operation
    "Тестовый товар": "test",
    "Test item": "test",
    "test": "test",
    "Перемещение на склад": "internal_movement",
    "Инвентаризация": "internal_movement",
    "Возврат товара": "return",
}

GOODS = [
    "Кольцо с бриллиантом, сертификат GIA",
    "Бриллиант 0,5 ct с сертификатом",
    "Кольцо золото 585 в подарочной коробке",
    "Кольцо золото 585 (коробка в подарок)",
    "Кольцо золото 585 + доставка",
    "Ваза с гравировкой",
    "Gold ring with gift box",
    "Necklace, gift wrap included",
    "Gold ring for engraving",
    "Box chain necklace 14k",
    "Jewelry box",
    "Music box",
    "BOX OF 9 PEBBLE CANDLES",
    "BOX/12 CHICK & EGG IN BASKET",
    "Bag of silver stones",
    "Box of 2 rings",
    "Dinner service",
    "Watch repair kit",
    "Silver polishing cloth",
    'Подвеска "Пакет"',
    'Цепь плетение "коробка"',
    "Браслет для коробочек",
    "Кольцо Test Pilot",
    "Серьги-протяжки чистка в подарок",
    "Шкатулка деревянная",
    "Салфетка для чистки серебра",
    "Набор для чистки",
    "Подвеска Сертификат",
    "Золотое кольцо, рассрочка 0-0-12",
    "Цепь ломаная",
    "Ломаная цепь",
    "Кольцо Скидка",
    "Item: gold ring",
    "Товар: кольцо золото 585",
    "Розовое золото 585 пробы.",
    "Слиток серебра 999 100 г",
    "Gold bar 999 5 g",
    "Подвеска на цепь, золото 585",
    "Кольцо на заказ",
    "4601234567890",
    "Крест с распятием",
    "Пирсинг золото 585",
]

TRUTH = {**FIELD_GOODS, **OTHERS, **dict.fromkeys(GOODS)}


@pytest.fixture(scope="module")
def kinds(stager: Stager, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """The kind of each text above, as one export has them all."""
    path = tmp_path_factory.mktemp("kinds") / "kinds.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(["FullName", "phone", "Item", "Date", "Price"])
        lines.writerows([["A A", "+77010003001", text, "01.03.2024", 100] for text in TRUTH])
    staged = stager.stage(path)
    staged.check_that_nothing_is_lost()
    found = staged.rows(
        "select item, kind from staging.not_sales"
        " union all select item_name, null from staging.stg_sales"
    )
    return {str(text): kind and str(kind) for text, kind in found}


@pytest.mark.parametrize(("text", "kind"), TRUTH.items())
def test_what_is_no_goods_is_told_by_the_head_of_its_text(
    kinds: dict[str, str | None], text: str, kind: str | None
) -> None:
    assert kinds[text] == kind


def test_goods_and_not_as_the_field_has_them(stager: Stager) -> None:
    staged = stager.stage(shared("field/goods_and_not.csv"))
    staged.check_that_nothing_is_lost()
    assert dict(staged.rows("select item, kind from staging.not_sales")) == {
        text: kind for text, kind in FIELD_GOODS.items() if kind
    }
    assert [sale[0] for sale in staged.sales()] == ["Слиток золота 999 5 г"]


def test_the_names_of_real_jewelry_are_all_goods(stager: Stager, tmp_path: Path) -> None:
    with shared("ru_jewelry_names.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    path = tmp_path / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("Item", "Date", "Price"), *((name, "2024-01-01", "100") for name in names)]
        )
    staged = stager.stage(path)
    assert staged.rows("select item, kind from staging.not_sales") == []
    assert len(staged.sales()) == len(names) > 100


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_a_shops_own_words_go_before_the_projects(stager: Stager, tmp_path: Path) -> None:
    words = write(
        tmp_path / "words.csv",
        "pattern;kind",
        "Сувенирный МАГНИТ;packaging",
        "шкатулк*;packaging",
        "Пакет Ё-мобиль;goods",
        "доставк*;goods",
    )
    sales = write(
        tmp_path / "sales.csv",
        "Item;Date;Price",
        "Красивый сувенирный магнит;2024-01-01;100",
        "Шкатулка;2024-01-01;100",
        "Пакет  е-мобиль;2024-01-01;100",
        "Пакет;2024-01-01;100",
        "Доставка;2024-01-01;100",
    )
    staged = stager.stage(sales, not_goods=words)
    assert {row[0] for row in staged.sales()} == {"Пакет е-мобиль", "Доставка"}
    assert set(staged.rows("select item, kind from staging.not_sales")) == {
        ("Красивый сувенирный магнит", "packaging"),
        ("Шкатулка", "packaging"),
        ("Пакет", "packaging"),
    }


def test_bags_in_the_stock_list_cannot_be_sold_as_goods(stager: Stager, tmp_path: Path) -> None:
    stock = write(
        tmp_path / "stock.csv", "Item;quantity", "Пакет крафт;500", "Кольцо;1", "Подарочная карта;9"
    )
    sales = write(tmp_path / "sales.csv", "Item;Date;Price", "Цепь;2024-01-01;100")
    staged = stager.stage(sales, stock=stock)
    assert staged.rows("select item_name, quantity from staging.stg_stock") == [("Кольцо", 1)]


def test_only_what_stands_in_many_rows_is_named_as_no_goods(stager: Stager, tmp_path: Path) -> None:
    rows = ["Пакет;2024-01-01;10"] * 5 + ["Предоплата Ким Анна;2024-01-01;10"] * 4
    staged = stager.stage(write(tmp_path / "sales.csv", "Item;Date;Price", *rows))
    assert staged.rows("select item_name, kind, row_count from staging.stg_not_goods") == [
        ("Пакет", "packaging", 5)
    ]


@pytest.mark.parametrize(
    ("column", "word", "kind"),
    [
        ("Format", "Возврат", "return"),
        ("Тип операции", "Возврат прихода", "return"),
        ("Тип операции", "возврат товара от покупателя", "return"),
        ("Operation", "Refund", "return"),
        ("Operation", "Chargeback", "return"),
        ("Operation", "2", "return"),
        ("Тип операции", "Расход", "metal_bought_in"),
        ("Operation", "3", "metal_bought_in"),
        ("Статус", "Отменён", "cancelled"),
        ("Статус", "Отменен клиентом", "cancelled"),
        ("Статус", "Аннулирован", "cancelled"),
        ("Status", "wc-cancelled", "cancelled"),
        ("Status", "Voided", "cancelled"),
        ("Status", "failed", "cancelled"),
        ("Status", "trash", "cancelled"),
        ("Status", "refunded", "cancelled"),
        ("Статус", "Не оплачен", "unpaid"),
        ("Статус", "Ожидает оплаты", "unpaid"),
        ("Статус", "НЕОПЛАЧЕН", "unpaid"),
        ("Status", "pending", "unpaid"),
        ("Status", "wc-on-hold", "unpaid"),
        ("Status", "authorized", "unpaid"),
        ("Тип операции", "Перемещение", "internal_movement"),
        ("Тип операции", "Списание товаров", "internal_movement"),
        ("Operation", "Приходная накладная", "internal_movement"),
        ("Operation", "Инвентаризация", "internal_movement"),
        ("Format", "Тест", "test"),
        ("Тип операции", "Приход", None),
        ("Тип операции", "Продажа", None),
        ("Operation", "1", None),
        ("Operation", "Расходная накладная", None),
        ("Operation", "Payment", None),
        ("Статус", "Оплачен", None),
        ("Статус", "Выполнен", None),
        ("Статус", "Ожидает отгрузки", None),
        ("Статус", "Частичный возврат", None),
        ("Status", "completed", None),
        ("Status", "processing", None),
        ("Status", "partially_refunded", None),
        ("Status", "paid", None),
        ("Status", "Fulfilled", None),
        ("Format", "Оффлайн", None),
        ("Format", "Трейд Ин", None),
        ("Format", "Доставка", None),
    ],
)
def test_a_row_says_of_itself_whether_it_is_a_sale(
    stager: Stager, tmp_path: Path, column: str, word: str, kind: str | None
) -> None:
    path = write(tmp_path / "s.csv", f"Item;Date;Price;{column}", f"Кольцо;2024-01-01;100;{word}")
    staged = stager.stage(path)
    staged.check_that_nothing_is_lost()
    assert staged.rows("select kind from staging.not_sales") == ([(kind,)] if kind else [])
    assert staged.rows("from staging.unknown_words") == []


def test_the_number_of_an_operation_says_nothing_as_a_status(
    stager: Stager, tmp_path: Path
) -> None:
    path = write(tmp_path / "s.csv", "Item;Date;Price;Status", "Кольцо;2024-01-01;100;2")
    staged = stager.stage(path)
    assert len(staged.sales()) == 1
    assert staged.rows("select column_name, word_form from staging.unknown_words") == [
        ("status", "9")
    ]


def test_words_that_no_list_knows_are_sales_and_told_by_their_form(
    stager: Stager, tmp_path: Path
) -> None:
    rows = ["Кольцо;2024-01-01;100;Зелёный 5"] * 5 + ["Цепь;2024-01-01;100;Анна"]
    path = write(tmp_path / "s.csv", "Item;Date;Price;Статус", *rows)
    staged = stager.stage(path)
    assert len(staged.sales()) == 6
    assert set(staged.rows("from staging.unknown_words")) == {
        ("s.csv", "status", "aaaaaaa 9", "зеленый 5", 5),
        ("s.csv", "status", "aaaa", None, 1),
    }


# ---------- returns


def returned(stager: Stager, *files: Path) -> list[tuple[object, ...]]:
    """Return each row that was taken back with the day, and the file and row that did it."""
    staged = stager.stage(files[0] if len(files) == 1 else files[0].parent)
    staged.check_that_nothing_is_lost()
    return staged.rows(
        "select sales.source_row, cast(taken_back_on as varchar), return_file, return_row"
        " from private.returned_sales inner join private.accepted_sale_records as sales"
        " using (sale_id) order by all"
    )


HEADER = "FullName;Item;Date;Price;Operation;Receipt"


def test_returns_as_the_field_has_them(stager: Stager) -> None:
    file = "returns.csv"
    assert returned(stager, shared(f"field/{file}")) == [
        (2, "2024-03-09", file, 3),
        (4, "2024-03-05", file, 5),
        (6, "2024-03-04", file, 7),
    ]
    staged = stager.stage(shared(f"field/{file}"))
    known = {row[0] for row in staged.rows("select sale_id from staging.stg_sales")}
    assert {row[0] for row in staged.rows("select returned_sale_id from staging.not_sales")} < known


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        pytest.param(
            ["Анна;Кольцо;2024-01-01;100;;", "Анна;Кольцо;2024-01-01;-100;;"],
            [(2, "2024-01-01", 3)],
            id="on the same day",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01 12:00;100;;", "Анна;Кольцо;2024-01-01;-100;;"],
            [(2, "2024-01-01", 3)],
            id="on the same day, the return without a time",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01;-100;;", "Анна;Кольцо;2024-01-02;100;;"],
            [],
            id="a return before the sale takes nothing back",
        ),
        pytest.param(
            [
                "Анна;Кольцо;2024-01-01;-100;;",
                "Анна;Кольцо;2024-01-02;100;;",
                "Анна;Кольцо;2024-01-03;-100;;",
            ],
            [(3, "2024-01-03", 4)],
            id="nor does it use up a later one",
        ),
        pytest.param(
            [
                "Анна;Кольцо;2024-01-01;100;;",
                "Анна;Кольцо;2024-01-05;100;;",
                "Анна;Кольцо;2024-01-06;-100;;",
                "Анна;Кольцо;2024-01-07;-100;;",
                "Анна;Кольцо;2024-01-08;-100;;",
            ],
            [(2, "2024-01-07", 5), (3, "2024-01-06", 4)],
            id="the latest first, each sale once",
        ),
        pytest.param(
            [
                "Анна;Кольцо;2024-01-01 10:00;100;;",
                "Анна;Кольцо;2024-01-05 10:00;-100;;",
                "Анна;Кольцо;2024-01-05 10:05;100;;",
            ],
            [(2, "2024-01-05", 3)],
            id="an exchange for another size",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01;100;;", "Анна;Кольцо;2024-01-02;-90;;"],
            [(2, "2024-01-02", 3)],
            id="a part of the money",
        ),
        pytest.param(
            [
                "Анна;Кольцо;2024-01-01;100;;",
                "Анна;Кольцо;2024-01-02;90;;",
                "Анна;Кольцо;2024-01-03;-100;;",
            ],
            [(2, "2024-01-03", 4)],
            id="the same money before the latest",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01;100;;", "Вера;Кольцо;2024-01-02;-100;;"],
            [],
            id="another customer's",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01;100;;17", "Вера;Кольцо;2024-01-02;-100;;17"],
            [(2, "2024-01-02", 3)],
            id="another customer's of the same receipt",
        ),
        pytest.param(
            [";Кольцо;2024-01-01;100;;", ";Кольцо;2024-01-01;100;;", ";Кольцо;2024-01-02;-100;;"],
            [(3, "2024-01-02", 4)],
            id="nobody's",
        ),
        pytest.param(
            ["Анна;Кольцо;2024-01-01;100;;", ";Кольцо;2024-01-02;-100;;"],
            [(2, "2024-01-02", 3)],
            id="nobody brings back the only one",
        ),
        pytest.param(
            [
                "Анна;Кольцо;2024-01-01;100;;",
                "Вера;Кольцо;2024-01-01;100;;",
                ";Кольцо;2024-01-02;-100;;",
            ],
            [],
            id="nobody brings back one of two",
        ),
        pytest.param(
            [";Кольцо;2024-01-01;100;;", "Анна;Кольцо;2024-01-02;-100;;"],
            [(2, "2024-01-02", 3)],
            id="somebody brings back nobody's only one",
        ),
        pytest.param(
            ["Анна;Пакет;2024-01-01;100;;", "Анна;Пакет;2024-01-02;-100;;"],
            [],
            id="a bag is no goods",
        ),
    ],
)
def test_a_return_takes_back_the_sale_that_fits(
    stager: Stager, tmp_path: Path, rows: list[str], pairs: list[tuple[object, ...]]
) -> None:
    found = returned(stager, write(tmp_path / "s.csv", HEADER, *rows))
    assert [(row, day, by) for row, day, _, by in found] == pairs


def test_a_return_in_another_file_takes_the_sale_back(stager: Stager, tmp_path: Path) -> None:
    write(tmp_path / "b.csv", HEADER, "Анна;Кольцо;2024-01-31;100;;")
    later = write(tmp_path / "a.csv", HEADER, "Анна;Кольцо;2024-02-02;100;Возврат;")
    assert returned(stager, later, later) == [(2, "2024-02-02", "a.csv", 2)]


def test_patterns_are_written_as_texts_are_split() -> None:
    """A pattern with a capital, ё, punctuation or a digit beside a letter would never be found."""
    word = "(?:[a-zа-яәғқңөұүһі]+[*]?|[0-9]+|[*])"
    for seed in ("not_goods", "row_word"):
        with (PROJECT / f"seeds/{seed}_patterns.csv").open(encoding="utf-8") as file:
            patterns = [row["pattern"] for row in csv.DictReader(file)]
        assert patterns
        assert [p for p in patterns if not re.fullmatch(f"{word}( {word})*", p)] == []
