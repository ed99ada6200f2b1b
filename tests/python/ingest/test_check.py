"""`make check`: what is understood of an export, before any build, in half a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT

from karat.check import MOST_LINES, WIDTH, Outcome, Understood, check, report

HEADER = "FirstName,FullName,phone,town,countPoints,Item,Date,Price,Format,Кассир"
NAME, PHONE, ITEM = "Жанаргуль Секретова", "87019998877", "Кольцо Au 585 тайное"
ROW = f"Жанаргуль,{NAME},{PHONE},Алматы,5,{ITEM}"

Checked = tuple[int, list[str]]
Check = Callable[..., Checked]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep one folder for all checks, so that the project is parsed once."""
    return tmp_path_factory.mktemp("check")


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    def run(export: Path, *arguments: str) -> Checked:
        monkeypatch.setenv("KARAT_SALES", str(export))
        monkeypatch.setenv("KARAT_WAREHOUSE", str(folder / "shop.duckdb"))
        monkeypatch.setenv("KARAT_PUBLISHED", str(folder / "shop_published.duckdb"))
        where = ("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT))
        code = check([*arguments, *where], folder / "own")
        return code, capsys.readouterr().out.splitlines()

    return run


def said(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.mark.build
def test_an_export_is_told_in_half_a_screen_and_names_nobody(
    run: Check, folder: Path, tmp_path: Path
) -> None:
    export = tmp_path / "sales.csv"
    rows = [
        *(f"{ROW},2031-01-{day:02},5000,Оффлайн,{NAME}" for day in range(1, 29)),
        f"{ROW},31-31-2031 {NAME},5000,Оффлайн,",
        f"{ROW},2031-01-05,{PHONE},Оффлайн,",
        f"{NAME},{NAME},{PHONE},Алматы,5,,2031-01-05,5000,Оффлайн,",
        f",,,,,{ITEM},2031-01-30,7000,Оффлайн,",
    ]
    export.write_text("\n".join([HEADER, *rows, ""]))
    code, lines = run(export)
    assert code == 0, lines
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    text = said(lines)
    assert "sales.csv: 32 rows read = 29 sales + 0 no sales + 3 rejected" in text.replace(
        " (plain)", ""
    )
    assert "2031-01-01 to 2031-01-30, 29 days with sales" in text
    assert "1; 1 sales (3.4 %) are nobody's" in text
    assert "29 pieces for 147,000, 5,069 on average" in text
    assert "1 because there is no item (sales.csv, row 32, column Item)" in text
    assert "such as 99-99-9999 aaaaaaaaa aaaaaaaaa" in text
    for secret in (NAME, *NAME.split(), PHONE, PHONE[1:], "тайное"):
        assert secret not in text
    assert not list(folder.glob("shop*"))
    assert not list(folder.glob("own/*.duckdb*"))


@pytest.mark.build
def test_what_can_not_be_read_is_said_and_fails(run: Check, tmp_path: Path) -> None:
    export = tmp_path / "letter.csv"
    export.write_text("Dear,customer\nhow,are you\n")
    code, lines = run(export)
    assert code == 1
    assert "letter.csv" in said(lines)
    assert lines[0].startswith("Stopped")
    code, lines = run(export, "--vars", "{top_k: 0}")
    assert code == 1
    assert "top_k must be a whole number from 1 to 100; it is 0" in said(lines)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold the tables of an export of many files, with every section full."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema private; create schema staging; create schema monitoring;
            create table private.raw_sales_files as
            select 'file_' || range || '.csv' as source_file, 'plain' as layout from range(40);
            create table staging.load_reconciliation as
            select source_file, 10 as rows_read, 7 as rows_accepted, 2 as rows_not_sales,
                1 as rows_rejected
            from private.raw_sales_files;
            create table private.raw_sales as
            select 'file_1.csv' as source_file, 1 as source_row, 'x' as Item, '' as Date,
                null as Price;
            create table staging.column_readings as
            select source_file, 'Date' as column_name, 'month_first' as reading,
                '99/99/9999' as evidence_form, 3 as evidence_count, 0 as contradicting_count,
                10 as cell_count, 1 as unread_count, 'cells' as decided_by,
                cast(null as varchar) as question
            from private.raw_sales_files;
            create table staging.stg_sales as
            select date '2024-01-01' + range::int as sale_date, 'c' || range % 3 as customer_id,
                'i' || range % 5 as item_id, 100 as price
            from range(10);
            create table staging.not_sales as
            select 'return' as kind, 'sale' as returned_sale_id
            union all select 'return', null union all select 'packaging', null;
            create table monitoring.unusual_customers as
            select 'c1' as customer_id, 'busy_days' as measure;
            create table monitoring.rejections as
            select source_file, 'reason_' || n as reason, n as row_count,
                'something is wrong ' || n as meaning, 5 as example_row, 'Date' as column_name,
                '99' as example_form, repeat('Do this. ', 40) as remedy
            from private.raw_sales_files cross join range(1, 9) as numbers (n)
            """
        )
        yield connection


def test_many_files_and_long_sentences_stay_within_half_a_screen(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    said_by_dbt = Outcome(tuple(f"warning {n} " + "word " * 80 for n in range(9)), ("an error",))
    lines = report(Understood(warehouse), said_by_dbt)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    text = said(lines)
    assert "file_0.csv (plain): 10 rows read = 7 sales + 2 no sales + 1 rejected" in text
    assert "and 37 more" in text
    assert "Date: month first, proved by 120 cells such as 99/99/9999; 40 of 400" in text
    assert "3; 0 sales (0.0 %) are nobody's; 1 buy as no person does" in text
    assert "5 different items" in text
    assert "return 2 (1 with the sale that they take back), packaging 1" in text
    assert "320 because something is wrong 8 (file_0.csv, row 5, column Date, such as 99)" in text
    assert lines[-1] == "Stopped     an error"


def test_questions_are_asked_in_full(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = (
        "file_3.csv: column Date can be read day first or month first. Set the var date_order"
    )
    warehouse.execute("update staging.column_readings set question = ?", [question])
    lines = report(Understood(warehouse), Outcome((), ("one of them",)))
    assert len(lines) <= MOST_LINES
    assert f"Undecided {question}" in said(lines)
    assert "Stopped" not in said(lines)


def test_a_warehouse_without_a_table_says_what_stopped() -> None:
    with duckdb.connect() as connection:
        assert report(Understood(connection), Outcome((), ("no file",))) == ["Stopped     no file"]
