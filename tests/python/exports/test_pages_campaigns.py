"""The board of campaigns: what it says of them, of their customers and of past experiments."""

from __future__ import annotations

import doctest
import shutil
import sys
import threading
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from browser import NARROW, WIDE, Browser
from conftest import Build
from dashboard_page import LANGUAGES, OPEN, show

from karat.work_list import Contact, contacts_noted
from pages.dashboard.__main__ import write
from pages.dashboard.boards.campaigns import campaigns
from pages.dashboard.parts import Remark, Table
from pages.dashboard.serving import server
from pages.dashboard.words import Words

QUERIES = {
    "campaign_arms": (
        "campaign_name, segments, within_days, response, gain_basis, experiment_name, refusal,"
        " refusal_ru, arm, customers, expected_spend, expected_gain, contact_cost"
    ),
    "audience": (
        "campaign_name, rank, customer_id, arm, probability, expected_spend, expected_gain,"
        " contact_cost, item_name_1, item_name_2, item_name_3, reason, reason_ru"
    ),
    "readouts": (
        "experiment_name, arm, metric_name, is_final, interval_kind, read_until, customers,"
        " shown_count, lift, lift_lower, lift_upper"
    ),
    "responses": (
        "experiment_name, arm, rfm_segment, customer_count, control_count, lift, lift_lower,"
        " lift_upper, refusal, refusal_ru"
    ),
}
NOTHING = {name: pd.DataFrame(columns=columns.split(", ")) for name, columns in QUERIES.items()}

DECLARED = pd.DataFrame(
    [
        (
            "calls",
            "champions, loyal",
            90,
            0.2,
            "stated",
            "spring",
            None,
            None,
            "call",
            25,
            2e6,
            3e5,
            4e4,
        ),
        ("calls", "champions, loyal", 90, 0.2, "stated", "spring", None, None, "control", 12, 9e5),
        ("letters", "all", 30, 0.5, "winter", None, "None shown.", "Нет.", "contacted", 0),
    ],
    columns=list(NOTHING["campaign_arms"].columns),
)

PLANTED = """
insert into marts.campaigns by name
select * from (values
    ('calls', 1, 'champions, loyal', 0.05e0, 90, 25, 1500e0, 0.2e0, 'stated', 60, 'spring', 'call',
        cast(null as varchar), null, true),
    ('letters', 2, 'all', 0e0, 30, 40, 500e0, 0.7e0, 'winter', 30, null, 'contacted',
        'The experiment winter has not shown that its arm call raises conversion.',
        'Эксперимент winter не показал, что группа call повышает конверсию.', true)
) as declared (
    campaign_name, campaign_number, segments, least_probability, within_days, most_contacts,
    contact_cost, response, gain_basis, rest_days, experiment_name, contacted_arm, refusal,
    refusal_ru, is_synthetic
);
insert into marts.campaign_audience by name
select
    'calls' as campaign_name, customer_id, as_of_date,
    cast(row_number() over (order by probability_90d desc, customer_id) as integer) as rank,
    if(customer_id < '4', 'control', 'call') as arm, reason, reason_ru, 9000e0 as expected_gain,
    'stated' as gain_basis, 0.2e0 as response, 'stated' as response_basis,
    probability_90d as probability, 45000e0 as expected_spend,
    60000e0 as expected_order_value, 1500e0 as contact_cost, true as is_synthetic,
    (select max(item_name) from marts.dim_items) as item_name_1,
    (select min(item_name) from marts.dim_items) as item_name_2
from marts.customer_next_purchase
order by probability_90d desc, customer_id limit 120;
insert into experiments.assignments by name
select 'winter' as experiment_name, customer_id, 'call' as arm from marts.customer_next_purchase;
insert into experiments.readout by name
select
    'winter' as experiment_name, 'conversion' as metric_name, 'call' as arm, true as is_primary,
    'fixed_horizon' as interval_kind, date '2025-03-25' as read_until, true as is_final,
    0 as shown_count, 0.25e0 as lift, 0.125e0 as lift_lower, 0.375e0 as lift_upper;
insert into experiments.segment_lifts by name
select 'winter' as experiment_name, 'call' as arm, *, 400 as customer_count, 400 as control_count
from (values
    ('new', 31, 0.04e0, -0.1e0, 0.2e0, null, null),
    ('loyal', 90, 0.5e0, 0.3e0, 0.75e0, null, null),
    ('lost', 9, null, null, null, 'The arm or the control has 9 buyers in this segment.',
        'В этом сегменте покупателей всего 9.')
) as told (rfm_segment, fewest_buyers, lift, lift_lower, lift_upper, refusal, refusal_ru)
cross join (select true as is_synthetic);
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_campaigns_and_experiments_it_says_what_to_write_where(language: str) -> None:
    board = campaigns(NOTHING, Words(language))
    assert board.figures == ()
    declared, brought = board.parts
    assert isinstance(declared, Remark)
    assert isinstance(brought, Remark)
    assert "KARAT_CAMPAIGNS" in declared.note
    assert "KARAT_EXPERIMENTS" in brought.note


def test_gain_cost_and_stake_are_of_those_who_are_contacted() -> None:
    board = campaigns(NOTHING | {"campaign_arms": DECLARED}, Words("en"))
    assert [figure.value for figure in board.figures] == [
        "2",
        "25",
        "2M ₸",
        "300,000 ₸",
        "40,000 ₸",
    ]


def test_a_response_is_told_with_whose_word_it_is_and_a_refusal_instead_of_one() -> None:
    (declared, _) = campaigns(NOTHING | {"campaign_arms": DECLARED}, Words("en")).parts
    assert isinstance(declared, Table)
    shown = declared.rows[["segments", "response", "refusal"]].to_numpy(object).tolist()
    assert shown[0] == ["champions, loyal", "by 20% of it, as the shop states", None]
    assert shown[2] == ["all", "", "None shown."]
    no_refusal = NOTHING | {"campaign_arms": DECLARED[:2]}
    (declared, _) = campaigns(no_refusal, Words("en")).parts
    assert isinstance(declared, Table)
    assert "refusal" not in declared.columns


def test_how_many_were_reached_is_told_where_it_was_noted() -> None:
    seen = {"experiment_name": "winter", "arm": "call", "is_final": False, "customers": 2000}
    readouts = pd.DataFrame(
        [seen | {"shown_count": count, "interval_kind": "fixed_horizon"} for count in (1234, None)],
        columns=list(NOTHING["readouts"].columns),
    )
    (_, brought) = campaigns(NOTHING | {"readouts": readouts}, Words("en")).parts
    assert isinstance(brought, Table)
    assert list(brought.rows["shown_count"]) == ["1,234", "not noted"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["More: by 50%, and by 25% to 80% with 95% certainty.", "Too wide."]),
        ("ru", ["Больше: на 50\xa0%, с уверенностью 95 % – на 25\xa0% – 80\xa0%.", "Неясно."]),
    ],
)
def test_a_segment_is_told_what_contacts_brought_in_it_or_why_that_is_not_known(
    language: str, expected: list[str]
) -> None:
    responses = pd.DataFrame(
        [
            ("winter", "call", "at_risk", 400, 390, 0.5, 0.25, 0.8, None, None),
            ("winter", "call", "new", 90, 95, 0.9, -0.2, 3.0, "Too wide.", "Неясно."),
        ],
        columns=list(NOTHING["responses"].columns),
    )
    (*_, told) = campaigns(NOTHING | {"responses": responses}, Words(language)).parts
    assert isinstance(told, Table)
    assert list(told.rows["verdict"]) == expected
    assert len(campaigns(NOTHING, Words(language)).parts) == 2  # nothing is over: no table


def test_doctests() -> None:
    # The package has a function of this module's name.
    result = doctest.testmod(sys.modules["pages.dashboard.boards.campaigns"])
    assert (result.failed, result.attempted > 0) == (0, True)


@pytest.fixture(scope="module")
def campaigning(demo: Build, documented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page over the demo with campaigns and an experiment planted."""
    folder = tmp_path_factory.mktemp("campaigning")
    shutil.copy(demo.published, folder / "published.duckdb")
    with duckdb.connect(str(folder / "published.duckdb")) as writer:
        writer.execute(PLANTED)
    write(folder / "published.duckdb", documented, folder / "dashboard.html")
    return folder / "dashboard.html"


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_full_board_is_drawn_and_nothing_is_cut(
    campaigning: Path, browser: Browser, width: int, language: str
) -> None:
    browser.requests.clear()
    show(browser, campaigning, "campaigns", width, language)
    browser.screenshot(campaigning.parent / "pictures" / f"campaigns_{language}_{width}.png")
    assert browser.run("document.documentElement.scrollWidth") <= width
    rows = f"{OPEN}.querySelectorAll('[data-name=audience] tbody tr').length"
    assert browser.run(rows) == 100
    text = browser.run(f"{OPEN}.textContent")
    assert Words(language)("campaigns.brought.verdict") in text
    # No log of who was reached is no zero.
    assert Words(language)("campaigns.brought.not_noted") in text
    assert ("More: by 25%" if language == "en" else "Больше: на 25") in text
    segments = f"[...{OPEN}.querySelectorAll('[data-name=responses] tbody tr')]"
    assert browser.run(f"{segments}.map(row => row.cells[4].textContent)") == ["400"] * 3
    assert ("More: by 50%" if language == "en" else "Больше: на 50") in text
    assert (browser.complaints, browser.outside_requests()) == ([], [])


@pytest.mark.build
def test_what_came_of_a_contact_is_noted_where_the_page_is_served(
    campaigning: Path, browser: Browser, tmp_path: Path
) -> None:
    show(browser, campaigning, "campaigns")
    assert browser.run("document.querySelectorAll('.work').length") == 0  # a file takes no notes
    published = tmp_path / "published.duckdb"
    published.touch()
    campaigning.touch()  # not to be made anew
    with server(campaigning, published, lambda: None, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{running.server_port}/"
        browser.requests.clear()
        browser.open(f"{address}#campaigns")
        browser.run("start('en')")
        buttons = f"{OPEN}.querySelector('[data-name=audience] .work')"
        browser.wait_for(buttons)
        rows = f"[...{OPEN}.querySelectorAll('[data-name=audience] tbody tr')]"
        spared = f"{rows}.filter(row => row.cells[3].textContent === 'control')"
        assert browser.run(f"{spared}.length") > 0
        assert browser.run(f"{spared}.some(row => row.querySelector('.work'))") is False
        customer = browser.run(f"{buttons}.closest('td').dataset.value")
        browser.click(f"{buttons}.children[1]")
        browser.wait_for(f"{buttons}.querySelector('[aria-pressed=true]')")
        browser.screenshot(campaigning.parent / "pictures" / "campaigns_served.png")
        today = date.today().isoformat()
        noted = Contact(customer, "calls", today, "not_now")
        assert contacts_noted(tmp_path / "work_list.csv") == [noted]
        # Whoever looks for whom to call sees that they were contacted already.
        browser.run(f"location.hash = '#calls?search={customer}'")
        told = f"{OPEN}.querySelector('.finder .work small')?.textContent"
        browser.wait_for(told)
        assert browser.run(told).startswith("Not now, ")
        browser.run("location.hash = '#campaigns'")
        browser.click(f"{buttons}.children[1]")
        browser.wait_for(f"!{buttons}.querySelector('[aria-pressed=true]')")
        assert contacts_noted(tmp_path / "work_list.csv") == []
        outside = [url for url in browser.outside_requests() if not url.startswith(address)]
        assert (outside, browser.complaints) == ([], [])
        running.shutdown()
    browser.requests.clear()  # the browser is every test's
