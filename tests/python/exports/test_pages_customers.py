"""All customers in the dashboard: packed, found again, led to from charts, told one by one."""

from __future__ import annotations

import doctest
import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from browser import NARROW, WIDE, Browser
from conftest import Build
from dashboard_page import FINDER, HERE, OPEN, unpacked

import pages.dashboard.customers
from karat.ingest import read_customer_ids
from karat.spreadsheet import cell
from pages.dashboard.__main__ import write
from pages.dashboard.words import LANGUAGES, Words

ROWS = f"[...{FINDER}.querySelectorAll('tbody tr')]"
FOUND = f"({FINDER}.found ?? []).length"
SEARCH = ".language:not([hidden]) .finder input"

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
    assert index["listed"] == len(published) > 10_000
    for at in range(0, len(published), 501):
        _, chance, expected, spend, segment, reason = published[at]
        assert columns["probability_30d"][at] == pytest.approx(
            index["chance_units"] * chance, abs=0.5
        )
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
    browser.type(SEARCH, last[3:])
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
            " order by round(1e6 * probability_90d) desc, probability_30d desc, customer_id"
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
        assert float(row["probability_30d"]) == pytest.approx(chance, rel=5.1e-3)
        assert len(re.sub(r"^0[.]0*", "", row["probability_30d"])) <= 3
        assert row["expected_date_lower"] == lower.isoformat()
        assert float(row["total_spend"]) == round(spend)
        assert row["rfm_segment"] == "cannot_lose"
        assert row["reason"] == reason
        assert len(row["items"].splitlines()) == 10


def chart(board: str, title: str) -> str:
    """Return the script that comes to a chart's first bar or cell."""
    return (
        f"[...{HERE}.querySelectorAll('[data-key={board}] .part')].find("
        f"part => part.querySelector('h3').textContent === '{title}').querySelector("
        "'.chart .mark-rect path')"
    )


LED = {
    ("customers", "The map of customers"): (
        {"recency_score": "recency_score", "frequency_score": "frequency_score"},
        "recency: 5 came last: {recency_score}; frequency: 5 comes most: {frequency_score};",
    ),
    ("customers", "Segments"): ({"rfm_segment": "rfm_segment"}, "rfm_segment: {rfm_segment};"),
    ("patterns", "How long they stay away"): (
        {"gap_from_days": "floor(median_gap_days / 14)::int * 14"},
        "days between purchases, from: {gap_from_days};",
    ),
    ("items", "What sells, by category"): (
        {"preferred_category": "preferred_category"},
        "category: {preferred_category};",
    ),
}
"""What a chart's first bar or cell asks for, as SQL has it, and how the chart itself tells it."""


@pytest.mark.build
@pytest.mark.parametrize(("board", "title"), LED)
def test_a_click_on_a_chart_leads_to_its_customers(
    demo: Build, page: Path, browser: Browser, board: str, title: str
) -> None:
    filters, told = LED[board, title]
    browser.open(f"{page.as_uri()}#{board}")
    browser.wait_for(chart(board, title))
    mark = browser.run(f"{chart(board, title)}.ariaLabel")
    browser.click(chart(board, title))
    browser.wait_for(f"location.hash.startsWith('#calls?') && {FINDER}.found !== undefined")
    wanted = browser.run("Object.fromEntries(asked().wanted)")
    assert set(wanted) == set(filters)
    assert told.format(**{name: value.replace("_", " ") for name, value in wanted.items()}) in mark
    where = " and ".join(f"{sql} = '{wanted[name]}'" for name, sql in filters.items())
    there = one(demo, f"select count(*) from {EVERYBODY} where {where}")
    assert browser.run(FOUND) == there > 0
    assert browser.complaints == []


@pytest.mark.build
def test_a_month_leads_to_who_bought_in_it_and_the_filter_is_taken_off(
    demo: Build, page: Path, browser: Browser
) -> None:
    browser.open(f"{page.as_uri()}#patterns")
    browser.wait_for(chart("patterns", "Season"))
    browser.click(chart("patterns", "Season"))
    browser.wait_for(f"{FINDER}.found !== undefined")
    month = int(browser.run("asked().wanted.get('month')"))
    there = one(
        demo,
        "select count(distinct customer_id) from marts.fct_sales where customer_id is not null"
        f" and taken_back_on is null and year(sale_date) * 12 + month(sale_date) - 1 = {month}",
    )
    assert browser.run(FOUND) == there > 0
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
        ((customer, reason, year, sales),) = reader.sql(
            f"select customer_id, purchases.reason, expected_spend_365d, count(*) from {EVERYBODY}"
            " inner join marts.customer_value using (customer_id)"
            " inner join marts.fct_sales using (customer_id)"
            " group by all order by count(*) desc, customer_id limit 1"
        ).fetchall()
        listed = reader.sql(
            "select item_name, probability from marts.customer_next_items"
            f" where customer_id = '{customer}' order by rank"
        ).fetchall()
    find(browser, page, f"search={customer}", width)
    browser.click(f"{FINDER}.querySelector('tbody a')")
    browser.wait_for(f"{OPEN}.querySelector('.rhythm .mark-symbol path')")
    assert browser.run(f"{OPEN}.querySelector('.reason').innerText") == reason
    figures = browser.run(f"{OPEN}.querySelector('.figures').innerText")
    (amount,) = re.findall(r"([\d,]+) ₸ in a year; a purchase comes to", figures)
    assert float(amount.replace(",", "")) == pytest.approx(year, rel=5.1e-3)
    shown = browser.run(
        f"[...{OPEN}.querySelectorAll('.shown tbody tr')].map("
        "row => [row.cells[1].textContent, row.cells[6].textContent])"
    )
    known = [(name, round(chance, 6)) for name, chance in listed]  # to a millionth
    assert shown == [[name, Words("en").share(chance or 1e-6)] for name, chance in known]
    assert browser.run(f"{OPEN}.querySelectorAll('.bought tbody tr').length") == sales
    assert browser.run(f"{OPEN}.querySelectorAll('.rhythm .mark-symbol path').length") == sales
    assert "Usually comes after" in browser.run(f"{OPEN}.querySelector('.rhythm-note').innerText")
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert (browser.complaints, browser.outside_requests()) == ([], [])


@pytest.mark.build
def test_an_id_that_nobody_has_is_told(page: Path, browser: Browser) -> None:
    browser.open(f"{page.as_uri()}#customer?customer_id=nobody")
    browser.wait_for(f"{OPEN}.querySelector('.unknown').offsetHeight > 0")
    assert browser.run(f"{OPEN}.querySelector('.known').hidden")


NOBODY = f"{FINDER}.querySelector('.nobody').innerText"


@pytest.mark.build
@pytest.mark.parametrize("phone", ["+77051234567", "77051234567", "8 705", "анна"])
def test_what_is_no_id_is_searched_for_without_standing_in_the_address(
    page: Path, browser: Browser, phone: str
) -> None:
    find(browser, page, "rfm_segment=at_risk")
    browser.type(SEARCH, phone)
    browser.wait_for(f"{FOUND} === 0")
    assert browser.run("location.hash") == "#calls?rfm_segment=at_risk"
    assert "by their ids alone" in browser.run(NOBODY)
    assert "make contacts" in browser.run(NOBODY)
    assert browser.run(f"{FINDER}.querySelector('.pager').offsetHeight") == 0
    browser.run("start('ru')")
    browser.wait_for(f"{FINDER}.found?.length === 0")
    assert "только по кодам" in browser.run(NOBODY)
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
    browser.type(SEARCH, customer.upper())
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


CHANCES = [0.4234, 0.0218, 0.00341, 0.000034, 0.0]


@pytest.mark.build
@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["42%", "2.2%", "0.34%", "<0.01%", "<0.01%"]),
        ("ru", ["42\u00a0%", "2,2\u00a0%", "0,34\u00a0%", "<0,01\u00a0%", "<0,01\u00a0%"]),
    ],
)
def test_a_tiny_chance_is_not_written_as_none(
    page: Path, browser: Browser, language: str, written: list[str]
) -> None:
    browser.open(page.as_uri())
    browser.run(f"start('{language}')")
    assert browser.run(f"{CHANCES}.map(writtenChance)") == written
    # The same rule on both sides; a share of what is counted can be none.
    assert [Words(language).share(chance) for chance in CHANCES[:4]] == written[:4]


@pytest.mark.build
def test_a_customer_who_is_slow_to_unpack_does_not_replace_a_later_one(
    page: Path, browser: Browser
) -> None:
    browser.open(page.as_uri())
    told = browser.run(
        """(async () => {
            const { columns } = await customerIndex();
            const [slow, later] = columns.customer_id;
            const unpacking = detailsOf;
            let release;
            const held = new Promise((done) => { release = done; });
            detailsOf = async (at) => { if (at === 0) await held; return unpacking(at); };
            const board = here.querySelector("[data-key=customer]");
            const first = tell(board, slow);
            await tell(board, later);
            release();
            await first;
            const item = board.querySelector(".bought tbody tr").cells[1].textContent;
            return [board.querySelector(".id").textContent === later,
                item === (await unpacking(1)).sales.at(-1).name,
                item !== (await unpacking(0)).sales.at(-1).name];
        })()"""
    )
    assert told == [True, True, True]


TEXTS = ["=1+1", "+7", "-5", "@A1", "\t=1", "\r=1", "Кольцо", "", "1=1", " =1"]


@pytest.mark.build
def test_saved_texts_are_no_formulas_by_the_rule_of_all_files(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri())
    assert browser.run(f"{json.dumps(TEXTS)}.map(guarded)") == [cell(text) for text in TEXTS]


@pytest.mark.build
@pytest.mark.parametrize(
    ("language", "saved"),
    [
        ("en", '"Кольцо; 2",\'=1,-0.5,1200\r\n'),
        ("ru", '"Кольцо; 2";\'=1;-0,5;1200\r\n'),
    ],
)
def test_a_saved_file_has_the_marks_of_its_readers_spreadsheet(
    page: Path, browser: Browser, language: str, saved: str
) -> None:
    browser.open(page.as_uri())
    browser.run(f"start('{language}')")
    assert browser.run('csv([["Кольцо; 2", "=1", -0.5, 1200]])') == saved


@pytest.mark.build
def test_a_list_saved_in_russian_is_read_as_the_english_one(
    page: Path, browser: Browser, tmp_path: Path
) -> None:
    saved = {}
    for language in LANGUAGES:
        find(browser, page, "rfm_segment=cannot_lose")
        browser.run(f"start('{language}')")
        browser.wait_for(f"{FINDER}.found !== undefined")
        path = tmp_path / language / "customers.csv"
        path.parent.mkdir()
        delimiter = {"en": ",", "ru": ";"}[language]
        rows = browser.saved(f"{FINDER}.querySelector('.save')", path, delimiter)
        read = read_customer_ids(str(path), advice="", warn=print)["customer_id"].to_pylist()
        assert read == [row["customer_id"] for row in rows]
        saved[language] = [
            (row["customer_id"], row["probability_30d"].replace(",", "."), row["total_spend"])
            for row in rows
        ]
        assert any("," in row["probability_30d"] for row in rows) is (language == "ru")
    assert saved["ru"] == saved["en"]
    assert len(saved["en"]) > 10


@pytest.mark.build
def test_saving_that_fails_can_be_tried_again(page: Path, browser: Browser) -> None:
    find(browser, page)
    save = f"{FINDER}.querySelector('.save')"
    browser.run("detailsOf = () => Promise.reject(new Error('as if it could not be unpacked'))")
    browser.run(f"{save}.click()")
    browser.wait_for(f"!{save}.disabled")
    assert ["as if it could not be unpacked" in said for said in browser.complaints] == [True]
    browser.complaints.clear()


@pytest.mark.build
def test_an_address_that_asks_for_what_no_filter_is_shows_the_list(
    demo: Build, page: Path, browser: Browser
) -> None:
    find(browser, page, "rfm_segment=at_risk&constructor=1&sort=constructor&month=soon")
    there = one(demo, f"select count(*) from {EVERYBODY} where rfm_segment = 'at_risk'")
    assert browser.run(FOUND) == there > 0
    assert browser.run("valued('constructor')") == "constructor"
    assert browser.complaints == []


@pytest.mark.build
def test_a_board_that_is_opened_again_draws_its_charts_once(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri())
    drawn = browser.run(
        """(async () => {
            const drawing = vegaEmbed;
            let count = 0;
            vegaEmbed = (...asked) => { count += 1; return drawing(...asked); };
            const board = here.querySelector("[data-key=customers]");
            await Promise.all([draw(board), draw(board), draw(board)]);
            return [count, board.querySelectorAll(".chart").length];
        })()"""
    )
    assert drawn == [2, 2]


@pytest.fixture(scope="module")
def unlike(
    demo: Build, documented: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, int]:
    """Write the page of other sales: somebody buys as no person does, a month was brought back.

    Returns the page, whom nobody calls, and the month that all its buyers brought back.
    """
    folder = tmp_path_factory.mktemp("unlike")
    published = folder / "published.duckdb"
    shutil.copy(demo.published, published)
    with duckdb.connect(str(published)) as writer:
        ((card, month),) = writer.sql(
            "select max_by(customer_id, probability_30d),"
            " (select max(year(sale_date) * 12 + month(sale_date) - 1) from marts.fct_sales)"
            " from marts.customer_next_purchase"
        ).fetchall()
        for statement in (
            f"delete from marts.customer_next_purchase where customer_id = '{card}'",
            f"delete from marts.customer_next_items where customer_id = '{card}'",
            "update marts.dim_customers set is_unusual = true, rfm_segment = null,"
            " recency_score = null, frequency_score = null, monetary_score = null,"
            " median_gap_days = null, preferred_category = null, preferred_metal = null"
            f" where customer_id = '{card}'",
            "insert into monitoring.unusual_customers by name select"
            f" '{card}' as customer_id, 'visits_a_week' as measure, 9.0 as figure,"
            " 1.0 as usual_figure, 3.0 as bound, 90 as visit_count, 120 as piece_count,"
            " 'Bought on 90 days.' as reason, true as is_left_out, true as is_synthetic",
            "update marts.fct_sales set taken_back_on = sale_date"
            f" where year(sale_date) * 12 + month(sale_date) - 1 = {month}",
        ):
            writer.execute(statement)
    write(published, documented, folder / "dashboard.html")
    return folder / "dashboard.html", card, month


@pytest.mark.build
def test_whom_nobody_calls_is_on_no_list_and_has_a_page_that_health_leads_to(
    demo: Build, unlike: tuple[Path, str, int], browser: Browser
) -> None:
    page, card, _ = unlike
    find(browser, page, f"search={card}")
    everybody = one(demo, "select count(*) from marts.customer_next_purchase")
    assert browser.run(FOUND) == 0
    assert f"0 of {everybody - 1:,}" in browser.run(f"{FINDER}.querySelector('output').innerText")
    browser.run("location.hash = '#health'")
    browser.click(f"{OPEN}.querySelector('[data-name=unusual_customers] tbody a')")
    browser.wait_for(f"{OPEN}.querySelector('.rhythm svg')")
    assert browser.run(f"{OPEN}.querySelector('.id').innerText") == card
    assert browser.run(f"{OPEN}.querySelector('.unknown').offsetHeight") == 0
    assert "as no person does" in browser.run(f"{OPEN}.querySelector('.reason').innerText")
    bought = browser.run(f"{OPEN}.querySelectorAll('.bought tbody tr').length")
    assert bought == one(demo, f"select count(*) from marts.fct_sales where customer_id = '{card}'")
    assert browser.run(f"{OPEN}.querySelectorAll('.figures > div').length") == 1
    assert browser.run(f"{OPEN}.querySelector('.shown').offsetHeight") == 0
    assert "%" not in browser.run(f"{OPEN}.innerText")
    assert browser.complaints == []


@pytest.mark.build
def test_who_brought_everything_back_is_not_found_as_a_buyer(
    demo: Build, unlike: tuple[Path, str, int], browser: Browser
) -> None:
    page, card, month = unlike
    find(browser, page, f"month={month}")
    assert browser.run(FOUND) == 0
    find(browser, page, f"month={month - 1}")
    assert browser.run(FOUND) == one(
        demo,
        f"select count(distinct customer_id) from marts.fct_sales where customer_id <> '{card}'"
        f" and year(sale_date) * 12 + month(sale_date) - 1 = {month - 1}",
    )
    customer, sales, kept = browser.run(
        """(async () => {
            const index = await customerIndex();
            for (let at = 0; ; at++) {
                const { sales } = await detailsOf(at);
                const kept = sales.filter((sale) => !sale.takenBack).length;
                if (0 < kept && kept < sales.length) {
                    return [index.columns.customer_id[at], sales.length, kept];
                }
            }
        })()"""
    )
    browser.run(f"location.hash = '#customer?customer_id={customer}'")
    browser.wait_for(f"{OPEN}.querySelectorAll('.rhythm .mark-symbol path').length === {kept}")
    assert browser.run(f"{OPEN}.querySelectorAll('.bought tbody tr').length") == sales > kept
