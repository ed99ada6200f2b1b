"""Whether a person can read the dashboard: plain words, charts on their scale, nothing cut."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from browser import NARROW, WIDE, Browser
from conftest import Build

from pages.dashboard.charts import has_far_ceiling, metric
from pages.dashboard.words import Words

HERE = "document.querySelector('.language:not([hidden])')"
OPEN = f"{HERE}.querySelector('.board.open')"
DRAWN = (
    f"[...{OPEN}.querySelectorAll('.chart')].every(chart => chart.querySelector('.mark-symbol,"
    " .mark-rect, .mark-line'))"
)
BOARDS = ("calls", "quality", "customers", "items", "health")


LANGUAGES = ("en", "ru")


def show(browser: Browser, page: Path, board: str, width: int = WIDE, language: str = "en") -> None:
    """Open a board in a language, and wait until it is drawn."""
    browser.open(f"{page.as_uri()}#{board}", width)
    browser.run(f"start('{language}')")
    browser.wait_for(DRAWN)
    if board == "calls":
        browser.wait_for(f"{OPEN}.querySelector('.finder tbody tr')")


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("board", ["calls", "customers", "items", "quality"])
def test_people_read_no_names_of_machines(
    demo: Build, page: Path, browser: Browser, board: str, language: str
) -> None:
    show(browser, page, board, language=language)
    text = browser.run(
        f"(() => {{ const copy = {OPEN}.cloneNode(true);"
        " copy.querySelectorAll('script, style, .code').forEach(part => part.remove());"
        " return copy.textContent; })()"
    )
    assert len(text) > 1000
    assert re.findall(r"\b[a-z0-9]+_[a-z0-9_]+\b", text) == []


@pytest.mark.build
def test_analysts_find_the_names_beside_the_words(page: Path, browser: Browser) -> None:
    show(browser, page, "quality")
    rows = browser.run(
        f"[...{OPEN}.querySelectorAll('[data-name=metrics] tbody tr')].map("
        "row => [row.cells[0].textContent, row.cells[1].textContent])"
    )
    assert ["error taken off a flat guess, over all days", "integrated_brier_skill"] in rows
    assert all(words and words != name for words, name in rows if "_" in name)


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("board", BOARDS)
def test_nothing_is_cut(
    page: Path, browser: Browser, board: str, width: int, language: str
) -> None:
    show(browser, page, board, width, language)
    beyond = browser.run(
        f"[...{HERE}.querySelectorAll('nav a, .until, .board.open *')].filter(part => {{"
        " const box = part.getBoundingClientRect();"
        f" return box.width > 0 && (box.left < -1 || box.right > {width} + 1); }})"
        ".map(part => part.outerHTML.slice(0, 120))"
    )
    assert beyond == []
    scrolled = browser.run(
        f"[...{OPEN}.querySelectorAll('.scroll, .part')].filter(part => "
        "part.scrollWidth > part.clientWidth + 1).map(part => part.outerHTML.slice(0, 120))"
    )
    assert scrolled == []


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("board", BOARDS)
def test_no_two_labels_of_a_chart_lie_on_each_other(
    page: Path, browser: Browser, board: str, width: int, language: str
) -> None:
    show(browser, page, board, width, language)
    collisions = browser.run(
        f"[...{OPEN}.querySelectorAll('.chart svg')].flatMap(svg => {{"
        " const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent"
        " && getComputedStyle(text).opacity > 0);"
        " const boxes = texts.map(text => text.getBoundingClientRect());"
        " return texts.flatMap((text, one) => texts.slice(one + 1).filter((_, rest) => {"
        "   const a = boxes[one], b = boxes[one + 1 + rest];"
        "   return a.left + 1 < b.right && b.left + 1 < a.right"
        "     && a.top + 3 < b.bottom && b.top + 3 < a.bottom;"
        " }).map(other => text.textContent + ' | ' + other.textContent)); })"
    )
    assert collisions == []


def metrics(values: list[float], ceiling: float) -> pd.DataFrame:
    """Return a metric at some horizons, its baseline a little below."""
    return pd.DataFrame(
        {
            "horizon_days": range(len(values)),
            "metric_value": values,
            "baseline_value": [value - 0.02 for value in values],
            "ci_lower": [value - 0.01 for value in values],
            "ci_upper": [value + 0.01 for value in values],
            "ceiling_value": ceiling,
            "customer_count": 100,
        }
    )


@pytest.mark.parametrize(("ceiling", "is_far"), [(0.85, False), (0.93, False), (1.0, True)])
def test_a_ceiling_that_would_squash_what_is_compared_is_left_to_the_note(
    ceiling: float, is_far: bool
) -> None:
    # What is compared goes from 0.73 to 0.85: a ceiling above 0.97 would leave it less than half.
    rows = metrics([0.75, 0.84], ceiling)
    assert has_far_ceiling(rows) is is_far
    specification = metric(rows, "horizon_days", ".2f", Words("en").at("quality.timing.auc"))
    drawn = {row.get("what") for data in specification["datasets"].values() for row in data}
    assert ("ceiling" in drawn) is not is_far
    assert {"champion", "baseline"} <= drawn


@pytest.mark.build
def test_the_note_tells_the_ceiling_that_is_not_drawn(page: Path, browser: Browser) -> None:
    show(browser, page, "quality")
    notes = browser.run(
        f"[...{OPEN}.querySelectorAll('figure')].map(part => ["
        "part.querySelector('p').textContent,"
        " [...part.querySelectorAll('.role-legend-label text')].map(t => t.textContent)])"
    )
    metrics_told = [(note, marks) for note, marks in notes if "champion" in marks]
    assert len(metrics_told) == 7
    assert all(
        ("Nothing could pass" in note) is ("ceiling" not in marks) for note, marks in metrics_told
    )
