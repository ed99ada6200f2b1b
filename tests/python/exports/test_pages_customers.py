"""All customers in the dashboard: packed, found again, led to from charts, told one by one."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser import NARROW, WIDE, Browser
from conftest import Build
from packed_page import unpacked

import pages.dashboard.customers
from karat.ingest import read_customer_ids

FINDER = "document.querySelector('.language:not([hidden]) .finder')"
ROWS = f"[...{FINDER}.querySelectorAll('tbody tr')]"
FOUND = f"({FINDER}.found ?? []).length"
BOARD = "document.querySelector('.language:not([hidden]) .board.open')"

EVERYBODY = (
    "marts.customer_next_purchase as purchases inner join marts.dim_customers using (customer_id)"
    " left join (select customer_id, category as shown_category from marts.customer_next_items"
    " where rank = 1) using (customer_id)"
)


def one(demo: Build, sql: str) -> Any:
    """Return the one value of a query on the published file."""
    with demo.connect_published() as reader:
        ((value,),) = reader.sql(sql).fetchall()
    return value


def find(browser: Browser, page: Path, wanted: str = "", width: int = WIDE) -> None:
    """Open the list of customers, and wait until it is there."""
    browser.open(f"{page.as_uri()}#calls?{wanted}", width)
    browser.wait_for(f"{FINDER}.found !== undefined")


@pytest.mark.build
def test_every_customer_is_in_the_page_as_published(demo: Build, page: Path) -> None:
    index, items, *details = unpacked(page.read_text(encoding="utf-8"))
    columns = index["columns"]
    with demo.connect_published() as reader:
        published = reader.sql(
            "select customer_id, probability_30d, expected_next_purchase_date, total_spend,"
            f" rfm_segment, reason from {EVERYBODY} order by probability_30d desc, customer_id"
        ).fetchall()
    assert columns["customer_id"] == [row[0] for row in published]
    assert len(published) > 10_000
    for at in range(0, len(published), 501):
        _, chance, expected, spend, segment, reason = published[at]
        assert columns["probability_30d"][at] == pytest.approx(10_000 * chance, abs=0.5)
        days = timedelta(columns["expected_next_purchase_date"][at])
        assert date(1970, 1, 1) + days == expected
        assert columns["total_spend"][at] == round(spend)
        assert index["values"]["rfm_segment"][columns["rfm_segment"][at]] == segment
        part = details[at // index["part_size"]]
        assert part["reasons"]["en"][at % index["part_size"]] == reason
    assert sum(len(rows) for part in details for rows in part["items"]) == one(
        demo, "select count(*) from marts.customer_next_items"
    )
    prices = [sale[2] for part in details for sales in part["sales"] for sale in sales]
    assert sum(prices) == one(
        demo, "select sum(price) from marts.fct_sales where customer_id is not null"
    )
    assert len(items["item_name"]) == one(demo, "select count(*) from marts.dim_items")


def test_doctests() -> None:
    result = doctest.testmod(pages.dashboard.customers)
    assert (result.attempted > 0, result.failed) == (True, 0)


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_whoever_is_last_is_found_by_their_id(
    demo: Build, page: Path, browser: Browser, width: int
) -> None:
    last = one(
        demo,
        "select last(customer_id order by probability_30d desc, customer_id)"
        " from marts.customer_next_purchase",
    )
    find(browser, page, width=width)
    assert browser.run(FOUND) == one(demo, f"select count(*) from {EVERYBODY}")
    browser.type(".language:not([hidden]) .finder input", last[3:])
    browser.wait_for(f"{FOUND} === 1")
    assert browser.run(f"{ROWS}.map(row => row.cells[0].innerText)") == [last]
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.complaints == []


@pytest.mark.build
@pytest.mark.parametrize(
    "name", ["rfm_segment", "preferred_category", "shown_category", "preferred_metal"]
)
def test_a_filter_has_all_values_and_filters_to_their_customers(
    demo: Build, page: Path, browser: Browser, name: str
) -> None:
    find(browser, page)
    choice = f"{FINDER}.querySelector('select[name={name}]')"
    offered = browser.run(f"[...{choice}.options].map(option => option.value)")
    with demo.connect_published() as reader:
        counts = dict(reader.sql(f"select {name}, count(*) from {EVERYBODY} group by 1").fetchall())
    assert set(offered) == {"", *counts}
    for value in offered[1:3]:
        browser.run(f"{choice}.value = '{value}'; {choice}.dispatchEvent(new Event('change'))")
        browser.wait_for(f"{FOUND} === {counts[value]}")


@pytest.mark.build
def test_the_list_is_sorted_and_leafed_through(demo: Build, page: Path, browser: Browser) -> None:
    segment = "rfm_segment = 'at_risk'"
    find(browser, page, "rfm_segment=at_risk")
    shown = f"{ROWS}.map(row => row.cells[0].innerText)"
    with demo.connect_published() as reader:
        rows = reader.sql(
            f"select customer_id from {EVERYBODY} where {segment}"
            " order by round(10000 * probability_90d) desc, probability_30d desc, customer_id"
        ).fetchall()
    expected = [customer for (customer,) in rows]
    browser.run(f"{FINDER}.querySelector('[data-sort=probability_90d] button').click()")
    browser.wait_for(f"{shown}[0] === '{expected[0]}'")
    seen = browser.run(shown)
    browser.run(f"{FINDER}.querySelectorAll('.pager button')[1].click()")
    browser.wait_for(f"{shown}[0] !== '{seen[0]}'")
    seen += browser.run(shown)
    assert seen == expected[: len(seen)]
    assert len(seen) == 20
    browser.run(f"{FINDER}.querySelector('[data-sort=probability_90d] button').click()")
    browser.wait_for(f"{shown}[0] !== '{seen[10]}'")
    chances = browser.run(f"{ROWS}.map(row => parseFloat(row.cells[3].innerText))")
    assert chances == sorted(chances)


@pytest.mark.build
def test_all_who_are_found_are_saved_with_the_names_of_the_tables(
    demo: Build, page: Path, browser: Browser, tmp_path: Path
) -> None:
    find(browser, page, "rfm_segment=cannot_lose")
    rows = browser.saved(f"{FINDER}.querySelector('.save')", tmp_path / "customers.csv")
    with demo.connect_published() as reader:
        published = reader.sql(
            "select customer_id, probability_30d, expected_date_lower, total_spend, reason"
            f" from {EVERYBODY} where rfm_segment = 'cannot_lose'"
            " order by probability_30d desc, customer_id"
        ).fetchall()
    assert len(rows) == len(published) > 10
    read = read_customer_ids(str(tmp_path / "customers.csv"), advice="", warn=print)
    assert read["customer_id"].to_pylist() == [row[0] for row in published]  # as make contacts does
    for row, (customer, chance, lower, spend, reason) in zip(rows, published, strict=True):
        assert row["customer_id"] == customer
        assert float(row["probability_30d"]) == pytest.approx(chance, abs=5e-5)
        assert row["expected_date_lower"] == lower.isoformat()
        assert float(row["total_spend"]) == round(spend)
        assert row["rfm_segment"] == "cannot_lose"
        assert row["reason"] == reason
        assert len(row["items"].splitlines()) == 10


def chart(board: str, title: str) -> str:
    """Return the script that comes to a chart's first bar or cell."""
    return (
        f"[...document.querySelectorAll('.language:not([hidden]) [data-key={board}] .part')].find("
        f"part => part.querySelector('h3').textContent === '{title}').querySelector("
        "'.chart .mark-rect path')"
    )


LED = {
    ("customers", "The map of customers"): (
        "recency_score || ' ' || frequency_score",
        lambda wanted: f"{wanted['recency_score']} {wanted['frequency_score']}",
    ),
    ("customers", "Segments"): ("rfm_segment", lambda wanted: wanted["rfm_segment"]),
    ("customers", "How long they stay away"): (
        "floor(median_gap_days / 14)::int * 14",
        lambda wanted: int(wanted["gap_from_days"]),
    ),
    ("items", "What sells, by category"): (
        "preferred_category",
        lambda wanted: wanted["preferred_category"],
    ),
}


@pytest.mark.build
@pytest.mark.parametrize(("board", "title"), LED)
def test_a_click_on_a_chart_leads_to_its_customers(
    demo: Build, page: Path, browser: Browser, board: str, title: str
) -> None:
    sql, asked_for = LED[board, title]
    browser.open(f"{page.as_uri()}#{board}")
    browser.wait_for(chart(board, title))
    browser.click(chart(board, title))
    browser.wait_for(f"location.hash.startsWith('#calls?') && {FINDER}.found !== undefined")
    wanted = browser.run("Object.fromEntries(asked().wanted)")
    with demo.connect_published() as reader:
        counts = dict(reader.sql(f"select {sql}, count(*) from {EVERYBODY} group by 1").fetchall())
    assert browser.run(FOUND) == counts.get(asked_for(wanted), 0)
    assert browser.complaints == []


@pytest.mark.build
def test_a_month_leads_to_who_bought_in_it_and_the_filter_is_taken_off(
    demo: Build, page: Path, browser: Browser
) -> None:
    browser.open(f"{page.as_uri()}#customers")
    browser.wait_for(chart("customers", "Season"))
    browser.click(chart("customers", "Season"))
    browser.wait_for(f"{FINDER}.found !== undefined")
    month = int(browser.run("asked().wanted.get('month')"))
    assert browser.run(FOUND) == one(
        demo,
        "select count(distinct customer_id) from marts.fct_sales where customer_id is not null"
        f" and year(sale_date) * 12 + month(sale_date) - 1 = {month}",
    )
    assert "bought in" in browser.run(f"{FINDER}.querySelector('.set').innerText")
    browser.click(f"{FINDER}.querySelector('.set button')")
    everybody = one(demo, f"select count(*) from {EVERYBODY}")
    browser.wait_for(f"{FOUND} === {everybody}")


@pytest.mark.build
def test_days_ahead_lead_to_the_likeliest_within_them(page: Path, browser: Browser) -> None:
    find(browser, page)  # until the list is there, the chart under it moves
    browser.wait_for(chart("calls", "How many buyers to expect"))
    browser.click(chart("calls", "How many buyers to expect"))
    browser.wait_for("asked().wanted.get('sort') === 'probability_5d'")


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_customer_has_a_page(demo: Build, page: Path, browser: Browser, width: int) -> None:
    with demo.connect_published() as reader:
        ((customer, reason, sales),) = reader.sql(
            f"select customer_id, purchases.reason, count(*) from {EVERYBODY}"
            " inner join marts.fct_sales using (customer_id)"
            " group by all order by count(*) desc, customer_id limit 1"
        ).fetchall()
        names = reader.sql(
            f"select item_name from marts.customer_next_items where customer_id = '{customer}'"
            " order by rank"
        ).fetchall()
    find(browser, page, f"search={customer}", width)
    browser.click(f"{FINDER}.querySelector('tbody a')")
    browser.wait_for(f"{BOARD}.querySelector('.rhythm .mark-symbol path')")
    assert browser.run(f"{BOARD}.querySelector('.reason').innerText") == reason
    shown = browser.run(
        f"[...{BOARD}.querySelectorAll('.shown tbody tr')].map(r => r.cells[1].textContent)"
    )
    assert shown == [name for (name,) in names]
    assert browser.run(f"{BOARD}.querySelectorAll('.bought tbody tr').length") == sales
    assert browser.run(f"{BOARD}.querySelectorAll('.rhythm .mark-symbol path').length") == sales
    assert "Usually comes after" in browser.run(f"{BOARD}.querySelector('.rhythm-note').innerText")
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert (browser.complaints, browser.outside_requests()) == ([], [])


@pytest.mark.build
def test_an_id_that_nobody_has_is_told(page: Path, browser: Browser) -> None:
    browser.open(f"{page.as_uri()}#customer?customer_id=nobody")
    browser.wait_for(f"{BOARD}.querySelector('.unknown').offsetHeight > 0")
    assert browser.run(f"{BOARD}.querySelector('.known').hidden")


NOBODY = f"{FINDER}.querySelector('.nobody').innerText"


@pytest.mark.build
@pytest.mark.parametrize("phone", ["+77051234567", "77051234567", "8 705", "анна"])
def test_what_is_no_id_is_searched_for_without_standing_in_the_address(
    page: Path, browser: Browser, phone: str
) -> None:
    find(browser, page, "rfm_segment=at_risk")
    browser.type(".language:not([hidden]) .finder input", phone)
    browser.wait_for(f"{FOUND} === 0")
    assert browser.run("location.hash") == "#calls?rfm_segment=at_risk"
    assert "by their ids alone" in browser.run(NOBODY)
    assert "make contacts" in browser.run(NOBODY)
    assert browser.run(f"{FINDER}.querySelector('.pager').offsetHeight") == 0
    browser.run("start('ru')")
    browser.wait_for(f"{FINDER}.found?.length === 0")
    assert "только по номерам" in browser.run(NOBODY)
    assert "make contacts" in browser.run(NOBODY)


@pytest.mark.build
def test_an_address_with_a_phone_loses_it(page: Path, browser: Browser) -> None:
    find(browser, page, "search=%2B77051234567&rfm_segment=at_risk")
    browser.wait_for(f"{FOUND} === 0")
    assert browser.run("location.hash") == "#calls?rfm_segment=at_risk"
    assert browser.run(f"{FINDER}.querySelector('input').value") == "+77051234567"
    browser.run("location.hash = '#calls?rfm_segment=new'")
    browser.wait_for(f"{FOUND} > 0")
    assert browser.run(f"{FINDER}.querySelector('input').value") == ""


@pytest.mark.build
def test_an_id_stands_in_the_address(demo: Build, page: Path, browser: Browser) -> None:
    customer = one(demo, "select min(customer_id) from marts.customer_next_purchase")
    find(browser, page)
    browser.type(".language:not([hidden]) .finder input", customer.upper())
    browser.wait_for(f"{FOUND} === 1")
    assert browser.run("location.hash") == f"#calls?search={customer}"


@pytest.mark.build
def test_a_segment_that_no_sales_have_is_told(page: Path, browser: Browser) -> None:
    find(browser, page, "rfm_segment=heroes")
    assert browser.run(FOUND) == 0
    assert 'there is no "heroes"' in browser.run(NOBODY)
    find(browser, page, "recency_score=1&month=1")
    assert "Take off a filter" in browser.run(NOBODY)


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_items_to_show_stand_apart(page: Path, browser: Browser, width: int) -> None:
    find(browser, page, width=width)
    items = browser.run(
        f"[...{ROWS}[0].querySelectorAll('ol li')].map("
        "item => [getComputedStyle(item).listStyleType, item.getBoundingClientRect().top])"
    )
    assert [kind for kind, _ in items] == ["decimal"] * 3
    assert len({top for _, top in items}) == 3
