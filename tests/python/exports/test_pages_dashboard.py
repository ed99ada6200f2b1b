"""The dashboard over the demo, as a browser shows it at a desk and on a phone."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd
import pytest
from browser import NARROW, WIDE, Browser
from conftest import PROJECT, Build
from dashboard_page import BOARDS, DRAWN, unpacked

import pages.dashboard.boards.changes
import pages.dashboard.page
import pages.dashboard.words
from pages.dashboard.__main__ import write
from pages.dashboard.boards import boards
from pages.dashboard.customers import packed
from pages.dashboard.page import written
from pages.dashboard.parts import Table
from pages.dashboard.queries import answers
from pages.dashboard.serving import server
from pages.dashboard.words import Words


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("board", BOARDS)
def test_every_board_is_drawn_from_the_file_alone(
    page: Path, browser: Browser, board: str, width: int
) -> None:
    browser.open(f"{page.as_uri()}#{board}", width)
    browser.wait_for(DRAWN)
    assert browser.run("document.querySelector('.board.open').dataset.key") == board
    assert browser.run("document.querySelector('nav a[aria-current]').hash") == f"#{board}"
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert "synthetic" in browser.run("document.querySelector('header').textContent")
    assert (browser.complaints, browser.outside_requests()) == ([], [])


@pytest.mark.build
def test_a_table_is_searched_chosen_from_sorted_and_saved(
    page: Path, browser: Browser, tmp_path: Path
) -> None:
    browser.open(f"{page.as_uri()}#items")
    table = "document.querySelector('[data-name=best_sellers]')"
    shown = f"[...{table}.querySelectorAll('tbody tr:not([hidden])')]"
    everything = browser.run(f"{shown}.length")
    first = browser.run(f"{shown}[0].cells[0].textContent")

    browser.run(f"{table}.querySelector('input').value = '{first}'")
    browser.run(f"{table}.querySelector('input').dispatchEvent(new Event('input'))")
    assert browser.run(f"{shown}.map(row => row.cells[0].textContent)") == [first]
    browser.run(f"{table}.querySelector('input').value = ''")

    browser.run(f"{table}.querySelector('select').selectedIndex = 1")
    browser.run(f"{table}.querySelector('select').dispatchEvent(new Event('change'))")
    category = browser.run(f"{table}.querySelector('select').selectedOptions[0].textContent")
    place = browser.run(f"{table}.querySelector('select').dataset.column")
    chosen = browser.run(f"{shown}.map(row => row.cells[{place}].textContent)")
    assert 0 < len(chosen) < everything
    assert set(chosen) == {category}

    browser.run(f"{table}.querySelectorAll('th button')[4].click()")
    sold = browser.run(f"{shown}.map(row => Number(row.cells[4].textContent))")
    assert sold == sorted(sold)

    rows = browser.saved(f"{table}.querySelector('.tools button')", tmp_path / "best_sellers.csv")
    assert [int(row["Sold"]) for row in rows] == sold
    assert re.search("[а-я]", rows[0]["Item"])


@pytest.mark.build
def test_a_day_is_written_as_a_day_in_every_table(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"<td[^>]*>[^<]*00:00:00", text) == []


@pytest.mark.build
def test_the_page_is_small_and_names_nobody(demo: Build, page: Path) -> None:
    assert page.stat().st_size < 10_000_000
    with demo.connect() as reader:
        people = reader.sql(
            "select full_name, phone from private.customer_identities"
            " where full_name is not null and phone is not null"
        ).fetchall()
    text = page.read_text(encoding="utf-8")
    told = text + "".join(json.dumps(part, ensure_ascii=False) for part in unpacked(text))
    words = re.findall(r"[\w-]+", told)
    pairs, digits = set(pairwise(words)), set(re.findall(r"\d{10,}", told))
    assert len(people) > 1000
    assert [name for name, _ in people if tuple(re.findall(r"[\w-]+", name)[:2]) in pairs] == []
    assert [phone for _, phone in people if phone.lstrip("+") in digits] == []


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

    made = boards(Noting(found), Words("en"))
    packed(Noting(found))
    assert asked == set(found)
    tables = [part for board in made for part in board.parts if isinstance(part, Table)]
    assert all(set(table.choices) <= set(table.columns) for table in tables)
    assert len({table.name for table in tables}) == len(tables)


@pytest.mark.build
def test_the_same_file_gives_the_same_page(demo: Build, documented: Path, tmp_path: Path) -> None:
    # In a process of its own, as `make dashboard` is: Altair numbers its charts as it makes them.
    made = [tmp_path / "one.html", tmp_path / "other.html"]
    for output in made:
        subprocess.run(
            [
                *(sys.executable, "-m", "pages.dashboard", "--published", str(demo.published)),
                *("--target", str(documented), "--output", str(output)),
            ],
            check=True,
            cwd=PROJECT,
        )
    assert made[0].read_bytes() == made[1].read_bytes()


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
        browser.wait_for(DRAWN)
    browser.open(f"{page.as_uri()}#customers")
    assert "Nothing to show yet" in browser.run("document.querySelector('.open').innerText")
    browser.open(f"{page.as_uri()}#patterns")
    browser.wait_for(DRAWN)
    assert browser.run("document.querySelectorAll('.open .chart svg').length") > 0
    assert browser.complaints == []


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make build"):
        answers(tmp_path / "none.duckdb", tmp_path)


@pytest.mark.parametrize(
    "module", [pages.dashboard.words, pages.dashboard.page, pages.dashboard.boards.changes]
)
def test_doctests(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_values_are_written_by_their_kind() -> None:
    day = duckdb.sql("select date '2025-03-31' as day").df()["day"].iloc[0]
    say = Words("en")
    assert [
        written(1234567.8, "number", say),
        written(0.1234, "decimal", say),
        written(0.256, "percent", say),
        written(0.0256, "percent", say),
        written(946_353_420, "money", say),
        written(day, "date", say),
        written("at_risk", "value", say),
        written(None, "text", say),
        written(False, "yes", say),
    ] == ["1,234,568", "0.123", "26%", "2.6%", "946M ₸", "31 Mar 2025", "at risk", "", ""]


def test_the_page_is_one_command_from_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text()
    assert "make dashboard" in readme
    assert "make watch" in readme
