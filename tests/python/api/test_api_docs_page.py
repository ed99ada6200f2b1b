"""The API's own page: drawn from what the service serves, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from api_shop import publish_shop, serving, settings_for, until_ready
from browser import NARROW, WIDE, Browser

from karat.api.docs_page import PAGES, POLICY

DRAWN = "document.querySelectorAll('.opblock').length > 0"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("docs_page")
    publish_shop(folder / "published.duckdb")
    with serving(settings_for(folder)) as address, httpx2.Client(base_url=address) as client:
        until_ready(client)
        yield address


def test_the_root_leads_to_it(address: str) -> None:
    answer = httpx2.get(address, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["Location"] == "docs"
    assert httpx2.get(address, follow_redirects=True).url.path == "/docs"


def test_it_loads_nothing_from_outside(address: str) -> None:
    page = httpx2.get(f"{address}/docs")
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "//" not in page.text
    loaded = re.findall(r'(?:href|src)="(docs/[^"]+)"', page.text)
    assert len(loaded) == 4
    for path in loaded:
        answer = httpx2.get(f"{address}/{path}")
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"].startswith(
            "text/css" if path.endswith(".css") else "text/javascript"
        )
        if path.endswith(".css"):
            assert not re.search(r"@import|url\((?!\"?data:)", answer.text)


def test_the_policy_names_no_host_and_lets_no_script_of_the_page_run() -> None:
    assert "http" not in POLICY
    assert "script-src 'self';" in POLICY
    assert "<script>" not in (PAGES / "docs.html").read_text()


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect", "/docs/../app.py", "/docs/"])
def test_nothing_else_is_served_beside_it(address: str, path: str) -> None:
    assert httpx2.get(address + path).status_code == 404


def test_a_route_can_be_tried_from_it(address: str, browser: Browser) -> None:
    browser.open(f"{address}/docs")
    health = "document.querySelector('#operations-operations-health')"
    for opened in (".opblock-summary-control", ".try-out__btn", ".execute"):
        browser.wait_for(f"{health}?.querySelector('{opened}') instanceof Element")
        browser.run(f"{health}.querySelector('{opened}').click()")
    answer = f"{health}.querySelector('.live-responses-table')"
    browser.wait_for(f"{answer} instanceof Element")
    told = browser.run(f"{answer}.textContent")
    assert "200" in told
    assert '"status": "ok"' in told


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_browser_draws_it_and_asks_nobody_else(
    address: str, browser: Browser, width: int, tmp_path: Path
) -> None:
    browser.requests.clear()
    browser.complaints.clear()
    browser.open(f"{address}/docs", width)
    browser.wait_for(DRAWN)
    browser.screenshot(tmp_path / f"docs_{width}.png")
    assert browser.run("document.documentElement.scrollWidth") <= width
    for opened in (".opblock-summary-control", ".try-out__btn", ".authorize"):
        browser.wait_for(f"document.querySelector('{opened}') !== null")
        browser.run(f"document.querySelector('{opened}').click()")
    browser.wait_for("document.querySelector('.modal-ux input') !== null")
    browser.screenshot(tmp_path / f"docs_open_{width}.png")
    assert browser.run("document.documentElement.scrollWidth") <= width
    asked = [url for url in browser.outside_requests() if not url.startswith(f"{address}/")]
    assert (asked, browser.complaints) == ([], [])
