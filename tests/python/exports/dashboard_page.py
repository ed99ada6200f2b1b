"""What the tests of the dashboard share: its boards in a browser, and what it holds packed."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

from browser import WIDE, Browser

BOARDS = ("calls", "campaigns", "quality", "customers", "items", "patterns", "health")
PAGES = (*BOARDS, "customer")
"""The boards, and the page of one customer, which no tab leads to."""

LANGUAGES = ("en", "ru")

HERE = "document.querySelector('.language:not([hidden])')"
"""JavaScript for the part of the page that is in the language of its reader."""

OPEN = f"{HERE}.querySelector('.board.open')"
FINDER = f"{HERE}.querySelector('.finder')"

DRAWN = (
    f"[...{OPEN}.querySelectorAll('.chart, .rhythm')].every(chart => chart.querySelector("
    "'.mark-rect path, .mark-symbol path, .mark-line path'))"
)
"""Whether every chart of the open board is there."""


def show(browser: Browser, page: Path, board: str, width: int = WIDE, language: str = "en") -> None:
    """Open a board in a language, and wait until it is drawn; of customers the likeliest one's."""
    browser.open(f"{page.as_uri()}#{board}", width)
    browser.run(f"start('{language}')")
    if board == "customer":
        browser.run(
            "customerIndex().then(({columns}) => {"
            " location.hash = `#customer?customer_id=${columns.customer_id[0]}`; })"
        )
    browser.wait_for(DRAWN)
    if board == "calls":
        browser.wait_for(f"{OPEN}.querySelector('.finder tbody tr')")


def unpacked(page: str) -> list[Any]:
    """Return the index of the customers, the items, and the parts of the details."""
    texts = re.findall(r'<script type="text/plain" class="packed-\w+">(.*?)</script>', page)
    return [json.loads(gzip.decompress(base64.b64decode(text))) for text in texts]
