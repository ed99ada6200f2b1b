"""The dashboard over the demo, as a browser shows it at a desk and on a phone."""

from __future__ import annotations

import csv
import json
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from functools import partial
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from browser import NARROW, WIDE, Browser
from conftest import PROJECT, Build

from pages.dashboard.__main__ import write
from pages.dashboard.boards import SHOWN_CALLS, boards
from pages.dashboard.page import written
from pages.dashboard.parts import Table
from pages.dashboard.queries import answers
from pages.dashboard.serving import server

BOARDS = ("today", "quality", "customers", "items", "health")
CHARTS_ARE_DRAWN = (
    "[...document.querySelectorAll('.board.open .chart')].every(chart => chart.querySelector("
    "'.mark-rect path, .mark-symbol path, .mark-line path'))"
)


@pytest.fixture(scope="module")
def page(demo: Build, documented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "dashboard.html"
    write(demo.published, documented, path)
    return path


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("board", BOARDS)
def test_every_board_is_drawn_from_the_file_alone(
    page: Path, browser: Browser, board: str, width: int
) -> None:
    browser.open(f"{page.as_uri()}#{board}", width)
    browser.wait_for(CHARTS_ARE_DRAWN)
    browser.screenshot(page.parent / f"{board}_{width}.png")
    assert browser.run("document.querySelector('.board.open').dataset.key") == board
    assert browser.run("document.querySelector('nav a[aria-current]').hash") == f"#{board}"
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert "synthetic" in browser.run("document.querySelector('header').textContent")
    assert (browser.complaints, browser.outside_requests()) == ([], [])


@pytest.mark.build
def test_the_call_list_is_searched_chosen_from_sorted_and_saved(
    page: Path, browser: Browser, tmp_path: Path
) -> None:
    browser.open(f"{page.as_uri()}#today")
    table = "document.querySelector('[data-name=call_list_shown]')"
    shown = f"[...{table}.querySelectorAll('tbody tr:not([hidden])')]"
    assert browser.run(f"{shown}.length") == SHOWN_CALLS
    first = browser.run(f"{shown}[0].cells[0].textContent")

    browser.run(f"{table}.querySelector('input').value = '{first}'")
    browser.run(f"{table}.querySelector('input').dispatchEvent(new Event('input'))")
    assert browser.run(f"{shown}.map(row => row.cells[0].textContent)") == [first]
    browser.run(f"{table}.querySelector('input').value = ''")

    browser.run(f"{table}.querySelector('select').selectedIndex = 1")
    browser.run(f"{table}.querySelector('select').dispatchEvent(new Event('change'))")
    segment = browser.run(f"{table}.querySelector('select').value")
    place = browser.run(f"{table}.querySelector('select').dataset.column")
    chosen = browser.run(f"{shown}.map(row => row.cells[{place}].textContent)")
    assert chosen
    assert set(chosen) == {segment}

    browser.run(f"{table}.querySelectorAll('th button')[1].click()")
    chances = browser.run(f"{shown}.map(row => Number(row.cells[1].dataset.value))")
    assert chances == sorted(chances)

    browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.run(f"{table}.querySelector('.tools button').click()")
    saved = tmp_path / "call_list_shown.csv"
    until = time.monotonic() + 20
    while not saved.exists():
        assert time.monotonic() < until, "nothing was saved"
        time.sleep(0.1)
    rows = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert [float(row["In 30 days"]) for row in rows] == chances
    assert re.search("[а-я]", rows[0]["What to show"])


@pytest.mark.build
def test_the_page_is_small_and_names_nobody(demo: Build, page: Path) -> None:
    assert page.stat().st_size < 10_000_000
    with demo.connect() as reader:
        people = reader.sql(
            "select full_name, phone from private.customer_identities"
            " where full_name is not null and phone is not null"
        ).fetchall()
    told = page.read_text(encoding="utf-8") + page.with_name("call_list.csv").read_text("utf-8")
    words = re.findall(r"[\w-]+", told)
    pairs, digits = set(pairwise(words)), set(re.findall(r"\d{10,}", told))
    assert len(people) > 1000
    assert [name for name, _ in people if tuple(re.findall(r"[\w-]+", name)[:2]) in pairs] == []
    assert [phone for _, phone in people if phone.lstrip("+") in digits] == []


@pytest.mark.build
def test_the_file_beside_the_page_has_every_customer(demo: Build, page: Path) -> None:
    calls = pd.read_csv(page.with_name("call_list.csv"))
    with demo.connect_published() as reader:
        ((customers, buyers),) = reader.sql(
            "select count(*), sum(probability_30d) from marts.customer_next_purchase"
        ).fetchall()
    assert len(calls) == calls["customer_id"].nunique() == customers
    assert calls["probability_30d"].is_monotonic_decreasing
    assert calls["probability_30d"].sum() == pytest.approx(buyers)


@pytest.mark.build
def test_tables_show_columns_that_their_queries_give_and_no_query_is_idle(
    demo: Build, documented: Path
) -> None:
    found = answers(demo.published, documented)

    asked = set()

    class Noting(dict[str, pd.DataFrame]):
        def __getitem__(self, name: str) -> pd.DataFrame:
            asked.add(name)
            return super().__getitem__(name)

    made = boards(Noting(found))
    assert asked == set(found)
    tables = [part for board in made for part in board.parts if isinstance(part, Table)]
    assert all(set(table.choices) <= set(table.columns) for table in tables)
    assert len({table.name for table in tables}) == len(tables)


@pytest.mark.build
def test_exposures_name_what_the_dashboard_reads(documented: Path) -> None:
    manifest = json.loads((documented / "manifest.json").read_text())
    read = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
        for parent in node["depends_on"]["nodes"]
    }
    assert read == set(
        manifest["exposures"]["exposure.karat.shop_dashboard"]["depends_on"]["nodes"]
    )


@pytest.mark.build
def test_the_served_page_follows_the_published_file(
    demo: Build, documented: Path, tmp_path: Path
) -> None:
    page = tmp_path / "dashboard.html"
    made: list[Path] = []

    def make() -> None:
        made.append(page)
        write(demo.published, documented, page)

    with server(page, demo.published, make, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        ask = partial(urllib.request.urlopen, timeout=60)
        address = f"http://127.0.0.1:{running.server_port}"
        assert b"Whom do we call" in ask(f"{address}/").read()
        ask(f"{address}/").read()
        assert len(made) == 1
        demo.published.touch()
        ask(f"{address}/").read()
        assert len(made) == 2
        assert ask(f"{address}/call_list.csv").read().startswith(b"\xef\xbb\xbfcustomer_id")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(f"{address}/{page.name}.old")
        running.shutdown()


@pytest.mark.build
def test_a_shop_that_names_no_customers_still_sees_its_sales(
    demo: Build, documented: Path, browser: Browser, tmp_path: Path
) -> None:
    published = tmp_path / "published.duckdb"
    shutil.copy(demo.published, published)
    with duckdb.connect(str(published)) as writer:
        tables = writer.sql(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where table_name not in ('fct_sales', 'dim_items', 'load_reconciliation')"
        ).fetchall()
        for (table,) in tables:
            writer.execute(f"truncate {table}")
    page = tmp_path / "dashboard.html"
    write(published, documented, page)
    for board in BOARDS:
        browser.open(f"{page.as_uri()}#{board}")
        browser.wait_for(CHARTS_ARE_DRAWN)
    browser.open(f"{page.as_uri()}#customers")
    assert "Nothing to show yet" in browser.run("document.querySelector('.open').innerText")
    assert browser.run("document.querySelectorAll('.open .chart svg').length") > 0
    assert browser.complaints == []


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make build"):
        answers(tmp_path / "none.duckdb", tmp_path)


def test_values_are_written_by_their_kind() -> None:
    day = duckdb.sql("select date '2025-03-31' as day").df()["day"].iloc[0]
    assert [
        written(1234567.8, "number"),
        written(0.1234, "decimal"),
        written(0.256, "percent"),
        written(day, "date"),
        written(None, "text"),
        written(False, "yes"),
    ] == ["1,234,568", "0.123", "25.6%", "2025-03-31", "", ""]


def test_the_page_is_one_command_from_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text()
    assert "make dashboard" in readme
    assert "make watch" in readme
