"""What the dashboard says of its own age, by the clock of whoever opens it, and whom it asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browser import Browser
from conftest import Build


@contextmanager
def opened(browser: Browser, page: Path, days_later: int, last_day: date) -> Iterator[None]:
    """Open the page at noon so many days after the last sale."""
    noon = datetime(last_day.year, last_day.month, last_day.day, 12, tzinfo=UTC)
    moment = int((noon + timedelta(days=days_later)).timestamp() * 1000)
    script = browser.ask(
        "Page.addScriptToEvaluateOnNewDocument", source=f"Date.now = () => {moment}"
    )
    try:
        browser.open(page.as_uri())
        yield
    finally:
        browser.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


@pytest.fixture(scope="module")
def last_day(demo: Build) -> date:
    with demo.connect_published() as reader:
        ((day,),) = reader.sql("select max(sale_date) from marts.fct_sales").fetchall()
    assert isinstance(day, date)
    return day


@pytest.mark.build
@pytest.mark.parametrize(
    ("days", "is_old"), [(0, False), (1, False), (7, False), (8, True), (600, True)]
)
def test_old_sales_are_told_in_red_by_the_readers_clock(
    page: Path, browser: Browser, last_day: date, days: int, is_old: bool
) -> None:
    with opened(browser, page, days, last_day):
        banner = "document.querySelector('.language:not([hidden]) .old')"
        assert browser.run(f"{banner}.offsetHeight > 0") is is_old
        header = browser.run("document.querySelector('.until').innerText")
        assert (f"{days} day{'s' if days > 1 else ''} ago" in header) is (days > 0)
        if is_old:
            text = browser.run(f"{banner}.innerText")
            assert f"{last_day:%-d %B %Y}, {days} days ago" in text
            assert browser.run(f"getComputedStyle({banner}).backgroundColor") == "rgb(155, 28, 28)"


@pytest.mark.build
def test_no_day_of_the_build_is_called_today(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri())
    said = browser.run("document.querySelector('header').innerText + document.title")
    assert "today" not in said.lower()
    headings = browser.run("[...document.querySelectorAll('h2, h3, p')].map(e => e.textContent)")
    assert [text for text in headings if "today" in text.lower()] == []


@pytest.mark.build
def test_whatever_gets_into_the_page_it_asks_nobody(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri())
    refused = browser.run(
        "new Promise(done => {"
        " addEventListener('securitypolicyviolation', event => done(event.violatedDirective));"
        " new Image().src = 'http://127.0.0.1:9/told.png'; })"
    )
    assert refused == "img-src"
    inline = browser.run(
        "new Promise(done => {"
        " addEventListener('securitypolicyviolation', event => done(event.violatedDirective));"
        " const script = document.createElement('script');"
        " script.textContent = 'window.told = 1'; document.body.append(script); })"
    )
    assert inline == "script-src-elem"
    assert browser.run("typeof told") == "undefined"
    browser.complaints.clear()  # of what has just been refused, as it should be
    browser.requests.clear()


@pytest.mark.build
def test_a_browser_that_cannot_unpack_is_told_so(page: Path, browser: Browser) -> None:
    told = "document.querySelector('.language:not([hidden]) .old-browser').offsetHeight > 0"
    browser.open(page.as_uri())
    assert browser.run(told) is False
    script = browser.ask(
        "Page.addScriptToEvaluateOnNewDocument", source="delete window.DecompressionStream"
    )
    try:
        browser.open(page.as_uri())
        assert browser.run(told) is True
    finally:
        browser.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])
        browser.complaints.clear()  # of the list, which stays empty
