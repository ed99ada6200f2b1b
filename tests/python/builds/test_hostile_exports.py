"""Exports as people really have them: each ends in correct tables or in one clear sentence.

`docs/reliability.md` lists the cases; every test here stands there.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import MODELS_ONLY, Build, run_dbt
from openpyxl import Workbook
from staged import Staged, Stager

from karat.ingest import IngestError

pytestmark = pytest.mark.build

HEADER = "FirstName,FullName,phone,town,countPoints,Item,Date,Price,Format"
RING = "Анна,Анна Ким,8 701 000 00 01,Алматы,5,Кольцо Au 585,31.01.2024 14:05,100000,Оффлайн"
CHAIN = "Олег,Олег Ли,8 701 000 00 02,Алматы,7,Цепь Ag 925,01.02.2024 10:00,20000,Оффлайн"


class Folder:
    """A folder of exports to be."""

    def __init__(self, path: Path, stager: Stager) -> None:
        self.path = path
        self.stager = stager

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Folder:
        (self.path / name).write_bytes("\n".join([*lines, ""]).encode(encoding))
        return self

    def stage(self) -> Staged:
        staged = self.stager.stage(self.path)
        staged.check_that_nothing_is_lost()
        return staged


@pytest.fixture
def folder(tmp_path: Path, stager: Stager) -> Folder:
    path = tmp_path / "exports"
    path.mkdir()
    return Folder(path, stager)


# ---------- files


def test_months_that_overlap_count_a_sale_once(folder: Folder) -> None:
    folder.write("2024-01.csv", HEADER, RING, RING, CHAIN)
    # The till writes the customer's points of today beside the sale of then.
    folder.write("2024-02.csv", HEADER, CHAIN.replace(",7,", ",12,"), RING)
    staged = folder.stage()
    assert staged.loads() == [("2024-01.csv", 3, 3, 0), ("2024-02.csv", 2, 0, 2)]
    assert staged.reasons() == {"repeated_in_another_file": 2}


def test_a_month_with_more_copies_of_a_sale_adds_only_those(folder: Folder) -> None:
    folder.write("1.csv", HEADER, RING).write("2.csv", HEADER, RING, RING, RING)
    assert folder.stage().loads() == [("1.csv", 1, 1, 0), ("2.csv", 3, 2, 1)]


def test_the_same_sale_is_known_in_a_spreadsheet_and_in_another_spelling(folder: Folder) -> None:
    folder.write("1.csv", HEADER, RING)
    folder.write(
        "2.csv",
        "Дата;Цена;Товар;Телефон;ФИО;Имя;Город;Формат",
        "2024-01-31 14:05;100 000,00 тг;кольцо  AU 585;+7 (701) 000-00-01;АННА КИМ;анна;алматы;"
        "оффлайн",
        encoding="cp1251",
    )
    book = Workbook()
    book.active.append(HEADER.split(","))
    moment = dt.datetime(2024, 1, 31, 14, 5)
    book.active.append(
        ["Анна", "Анна Ким", 87010000001, "Алматы", 5, "Кольцо Au 585", moment, 100000, "Оффлайн"]
    )
    book.save(folder.path / "3.xlsx")
    folder.write("4.csv", HEADER, RING.replace("8 701 000 00 01", "7.7010000001E+10"))
    folder.write("5.csv", HEADER, RING.replace("8 701 000 00 01", "87010000001.0"))
    repeated = [(name, 1, 0, 1) for name in ("2.csv", "3.xlsx", "4.csv", "5.csv")]
    assert folder.stage().loads() == [("1.csv", 1, 1, 0), *repeated]


def test_sales_at_another_time_or_of_another_customer_are_their_own(folder: Folder) -> None:
    folder.write("1.csv", HEADER, RING)
    folder.write("2.csv", HEADER, RING.replace("14:05", "14:06"), RING.replace("00 01", "00 03"))
    assert folder.stage().loads() == [("1.csv", 1, 1, 0), ("2.csv", 2, 2, 0)]


def test_a_file_that_was_downloaded_twice_counts_once(folder: Folder) -> None:
    folder.write("sales (1).csv", HEADER, RING, CHAIN).write("sales.csv", HEADER, RING, CHAIN)
    assert folder.stage().loads() == [("sales (1).csv", 2, 2, 0), ("sales.csv", 2, 0, 2)]


def test_order_names_and_choice_of_columns_make_no_difference(folder: Folder) -> None:
    plain = folder.write("1.csv", HEADER, RING).stage().sales()
    (folder.path / "1.csv").unlink()
    folder.write(
        "2.csv",
        "Смена;Цена;Дата продажи;Номенклатура;Продавец;Номер телефона;Клиент",
        "утро;100000;31.01.2024 14:05;Кольцо Au 585;Вера;8 701 000 00 01;Анна Ким",
    )
    assert folder.stage().sales() == plain


def test_only_item_date_and_price_are_needed(folder: Folder) -> None:
    staged = folder.write("1.csv", "Item,Date,Price", "Цепь,2024-01-01,5").stage()
    assert staged.sales() == [("Цепь", dt.date(2024, 1, 1), Decimal(5), None, None)]
    assert staged.rows("select customer_id from staging.stg_sales") == [(None,)]


def test_a_missing_column_is_named_with_its_file_and_what_to_do(folder: Folder) -> None:
    folder.write("good.csv", HEADER, RING).write("bad.csv", "Товар;Дата", "Цепь;2024-01-01")
    with pytest.raises(IngestError, match=r"bad\.csv: missing column Price.*Rename or add"):
        folder.stage()


def test_encodings_and_delimiters_may_differ_between_files(folder: Folder) -> None:
    header, ring = HEADER.replace(",", ";"), RING.replace(",", ";")
    folder.write("1.csv", header, ring, encoding="cp1251")
    folder.write("2.tsv", HEADER.replace(",", "\t"), CHAIN.replace(",", "\t"), encoding="utf-16")
    folder.write("3.csv", HEADER, RING.replace("Au 585", "Pt 950"), encoding="utf-8-sig")
    names = [name for name, *_ in folder.stage().sales()]
    assert names == ["Кольцо Au 585", "Кольцо Pt 950", "Цепь Ag 925"]


@pytest.mark.parametrize(
    ("lines", "said"), [((), "the file is empty"), ((HEADER,), "no row below it")]
)
def test_a_file_without_rows_has_its_line_in_the_reconciliation(
    folder: Folder, lines: tuple[str, ...], said: str
) -> None:
    staged = folder.write("1.csv", *lines).write("2.csv", HEADER, RING).stage()
    assert staged.loads() == [("1.csv", 0, 0, 0), ("2.csv", 1, 1, 0)]
    assert [said in warning for warning in staged.warnings] == [True]
    assert staged.warnings[0].startswith("1.csv: ")


def test_an_export_with_nothing_to_take_stops_with_a_sentence(folder: Folder) -> None:
    staged = folder.write("1.csv").write("2.csv", HEADER, RING.replace("100000", "0")).stage()
    assert staged.loads() == [("1.csv", 0, 0, 0), ("2.csv", 1, 0, 1)]
    with pytest.raises(duckdb.InvalidInputException, match=r"no sale.*staging\.rejected_sales"):
        folder.stager.window(staged)


# ---------- rows


def test_a_header_that_stands_twice_and_a_total_are_no_sales(folder: Folder) -> None:
    staged = folder.write(
        "1.csv", HEADER, RING, HEADER, CHAIN, ",,,,,Итого:,,120000,", "Всего,,,,,,,120000,"
    ).stage()
    assert staged.loads() == [("1.csv", 5, 2, 3)]
    assert staged.reasons() == {"repeated_header": 1, "total_row": 1, "no_item": 1}
    assert staged.rows("select amount_accepted from staging.load_reconciliation") == [
        (Decimal(120000),)
    ]


def test_quotes_and_line_breaks_within_an_item_are_its_text(folder: Folder) -> None:
    staged = folder.write(
        "1.csv",
        "Item,Date,Price",
        '"Кольцо ""Роза"",\nвставка","2024-01-01",1',
        "Цепь,2024-01-02,2",
    ).stage()
    assert [row[0] for row in staged.sales()] == ['Кольцо "Роза", вставка', "Цепь"]


def test_a_million_copies_of_a_row_are_a_million_sales(folder: Folder) -> None:
    header, ring = "phone,Item,Date,Price\n", "87010000001,Кольцо,2024-01-01,1083500\n"
    (folder.path / "1.csv").write_text(header + ring * 1_000_000)
    staged = folder.stage()
    assert staged.loads() == [("1.csv", 1_000_000, 1_000_000, 0)]
    assert staged.rows(
        "select sum(price), count(distinct customer_id), count(distinct sale_id)"
        " from staging.stg_sales"
    ) == [(Decimal(1_083_500_000_000), 1, 1_000_000)]


# ---------- cells


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("1e15", "price_too_high"),
        ("1000000000000000", "price_too_high"),
        ("1 000 000 000 000 000,00 ₸", "price_too_high"),
        ("87010000001", "price_too_high"),
        ("1" + "0" * 40, "unreadable_price"),
        ("inf", "unreadable_price"),
        ("nan", "unreadable_price"),
        ("0", "price_not_positive"),
    ],
)
def test_a_price_that_can_not_be_is_left_out(folder: Folder, price: str, reason: str) -> None:
    staged = folder.write("1.csv", HEADER, RING, CHAIN.replace("20000", f'"{price}"')).stage()
    assert staged.reasons() == {reason: 1}


def test_the_highest_price_is_taken(folder: Folder) -> None:
    staged = folder.write("1.csv", HEADER, RING.replace("100000", "10000000000")).stage()
    assert staged.loads() == [("1.csv", 1, 1, 0)]


def test_dates_in_the_future_do_not_become_today(folder: Folder) -> None:
    rows = [RING.replace("31.01", f"{day:02}.01") for day in range(1, 31)]
    staged = folder.write("1.csv", HEADER, *rows, CHAIN.replace("2024", "2052")).stage()
    assert staged.reasons() == {"date_too_late": 1}
    ((first, last, *_),) = folder.stager.window(staged)
    assert (first, last) == (dt.date(2024, 1, 1), dt.date(2024, 1, 30))


def test_one_day_one_customer_and_one_row_have_a_window(folder: Folder) -> None:
    staged = folder.write("1.csv", HEADER, RING).stage()
    ((first, last, *_),) = folder.stager.window(staged)
    assert first == last == dt.date(2024, 1, 31)


# ---------- people


@pytest.mark.parametrize(
    "phone",
    [
        "8 701 000 00 01",
        "+7 (701) 000-00-01",
        "77010000001",
        "7010000001",
        "7.7010000001E+10",
        '"7,7010000001E+10"',
        "87010000001.0",
    ],
)
def test_spellings_of_a_phone_are_one_customer(folder: Folder, phone: str) -> None:
    other = CHAIN.replace("8 701 000 00 02", phone)
    staged = folder.write("1.csv", HEADER, RING, other).stage()
    assert staged.rows("select phone from private.customer_identities") == [("+77010000001",)]


def test_a_phone_that_a_spreadsheet_rounded_merges_nobody(folder: Folder) -> None:
    rounded = [row.replace(row.split(",")[2], "7.701E+10") for row in (RING, CHAIN)]
    staged = folder.write("1.csv", HEADER, *rounded).stage()
    assert staged.rows("select phone, full_name from private.customer_identities order by 2") == [
        (None, "Анна Ким"),
        (None, "Олег Ли"),
    ]


def test_two_people_on_one_phone_are_one_customer_by_the_latest_name(folder: Folder) -> None:
    staged = folder.write("1.csv", HEADER, RING, CHAIN.replace("00 02", "00 01")).stage()
    assert staged.rows("select phone, full_name from private.customer_identities") == [
        ("+77010000001", "Олег Ли")
    ]


@pytest.mark.parametrize("phone", ["8 701 000 00 04", ""])
def test_one_person_under_two_spellings_is_one_customer(folder: Folder, phone: str) -> None:
    spellings = ["Алёна Ли", " АЛЕНА  ЛИ "]
    rows = [f"Алёна,{name},{phone},,,Цепь,2024-01-0{n + 1},5," for n, name in enumerate(spellings)]
    staged = folder.write("1.csv", HEADER, *rows).stage()
    assert staged.rows("select full_name from private.customer_identities") == [("АЛЕНА ЛИ",)]


# ---------- shops


def build(folder: Path, *lines: str) -> Build:
    export = folder / "export.csv"
    export.write_text("\n".join([HEADER, *lines, ""]))
    auto = {"validation_start": "auto", "test_start": "auto"}
    return run_dbt(folder, *MODELS_ONLY, sales=export, variables=auto).passed()


def test_an_export_of_one_row_builds_and_says_that_it_is_too_little(tmp_path: Path) -> None:
    built = build(tmp_path, RING)
    with built.connect_published() as connection:
        scores = connection.sql(
            "select as_of_date, probability_90d, model_name from marts.customer_next_purchase"
        ).fetchall()
        lists = connection.sql(
            "select rank, item_name, model_name from marts.customer_next_items"
        ).fetchall()
        unmet = connection.sql(
            "select requirement, found_value from monitoring.data_sufficiency where not is_met"
            " order by requirement"
        ).fetchall()
    assert scores == [(dt.date(2024, 1, 31), 0, "base_rate")]
    assert lists == [(1, "Кольцо Au 585", "popularity")]
    assert unmet == [
        ("customers", 1),
        ("history_days", 1),
        ("purchases", 1),
        ("repeat_customers", 0),
    ]
    said = " ".join(built.output.split())
    assert "Too little to learn from, so the predictions are those of the baselines." in said
    assert "Repeat customers: 0. Export more: 50 customers who came back" in said
    assert "or lower the var least_repeat_customers." in said


def test_an_export_that_names_no_customer_builds_and_publishes_its_sales(tmp_path: Path) -> None:
    built = build(
        tmp_path, ",,,,,Кольцо Au 585,2024-01-31,5000,", ",,,,,Цепь Au 585,2024-03-31,7000,"
    )
    with built.connect_published() as connection:
        assert connection.sql(
            "select count(*), count(customer_id) from marts.fct_sales"
        ).fetchall() == [(2, 0)]
        assert not connection.sql("from marts.customer_next_purchase").fetchall()
        champions = connection.sql(
            "select next_purchase_model, next_items_model from monitoring.model_registry"
        ).fetchall()
    assert champions == [("base_rate", "popularity")]


def test_an_export_where_nobody_returns_builds_on_the_baselines(tmp_path: Path) -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(400)]
    lines = [
        f"А,Покупатель {number},8701{number:07d},Алматы,,Кольцо Au 585 №{number % 60},{day},5000,"
        for number, day in enumerate(days)
    ]
    with build(tmp_path, *lines).connect_published() as connection:
        ((customers, highest),) = connection.sql(
            "select count(*), max(probability_90d) from marts.customer_next_purchase"
        ).fetchall()
        ((listed,),) = connection.sql(
            "select count(distinct customer_id) from marts.customer_next_items"
        ).fetchall()
        unmet = connection.sql(
            "select requirement from monitoring.data_sufficiency where not is_met order by all"
        ).fetchall()
        champions = connection.sql(
            "select task, model_name from evaluation.model_leaderboard"
            " where is_champion and split_name = 'validation' order by all"
        ).fetchall()
    assert customers == listed == len(days)
    assert highest < 0.01
    assert unmet == [("purchases",), ("repeat_customers",)]
    assert champions == [
        ("customer_value", "base_spend"),
        ("next_items", "popularity"),
        ("next_purchase", "base_rate"),
    ]


def test_the_lines_of_a_run_hold_no_cell_of_the_export(tmp_path: Path) -> None:
    """Names and phones where others belong: rejected rows, items, towns, forms of sale."""
    phone, person = "87015550199", "Ермекова"
    lines = [
        f"Айгуль,Айгуль {person},{phone},Алматы,5,Кольцо Au 585,2024-01-31,5000,Оффлайн",
        f"Айгуль,{phone},{person},{phone},{person},{person} {phone},2024-01-31,5000,{person}",
        f",,,{person},,{phone},{person},{phone},{phone}",
        f"{phone},,,,,Цепь Au 585 для {person},2024-02-31,{phone},Оффлайн",
    ]
    export = tmp_path / f"{person}.csv"
    export.write_text("\n".join([HEADER, *lines, ""]))
    log = tmp_path / "runs.jsonl"
    run_dbt(
        tmp_path,
        *("build", "--exclude-resource-type", "unit_test", "--select", "+fct_sales", "+rejections"),
        sales=export,
        program=(sys.executable, "-m", "karat.terminal"),
        KARAT_LOG=str(log),
    )
    said = log.read_text(encoding="utf-8")
    records = [json.loads(line) for line in said.splitlines()]
    assert {"step", "run"} <= {record["event"] for record in records}
    told = json.dumps(records, ensure_ascii=False)
    assert not any(cell in told for cell in (phone, person, "Айгуль"))
    assert said.isascii()
