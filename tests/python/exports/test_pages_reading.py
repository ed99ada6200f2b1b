"""Whether a person can read the dashboard: plain words, charts on their scale, nothing cut."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path

import pandas as pd
import pytest
from browser import NARROW, WIDE, Browser
from conftest import Build
from dashboard_page import HERE, LANGUAGES, OPEN, PAGES, show

from pages.dashboard.boards import boards
from pages.dashboard.charts import has_far_ceiling, metric
from pages.dashboard.parts import Chart
from pages.dashboard.queries import answers
from pages.dashboard.words import Words


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "board", ["calls", "campaigns", "customers", "items", "patterns", "quality"]
)
def test_people_read_no_names_of_machines(
    demo: Build, page: Path, browser: Browser, board: str, language: str
) -> None:
    show(browser, page, board, language=language)
    text = browser.run(
        f"(() => {{ const copy = {OPEN}.cloneNode(true);"
        " copy.querySelectorAll('script, style, .code').forEach(part => part.remove());"
        " return copy.textContent; })()"
    )
    assert len(text) > 500
    assert re.findall(r"\b[a-z0-9]+_[a-z0-9_]+\b", text) == []


@pytest.mark.build
def test_analysts_find_the_names_beside_the_words(page: Path, browser: Browser) -> None:
    show(browser, page, "quality")
    rows = browser.run(
        f"[...{OPEN}.querySelectorAll('[data-name=metrics] tbody tr')].map("
        "row => [row.cells[0].textContent, row.cells[1].textContent])"
    )
    assert ["error below a flat guess, over all days", "integrated_brier_skill"] in rows
    assert all(words and words != name for words, name in rows if "_" in name)


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("board", PAGES)
def test_nothing_is_cut(
    page: Path, browser: Browser, board: str, width: int, language: str
) -> None:
    show(browser, page, board, width, language)
    browser.screenshot(page.parent / "pictures" / f"{board}_{language}_{width}.png")
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
@pytest.mark.parametrize("board", PAGES)
def test_no_two_labels_of_a_chart_lie_on_each_other_or_run_together(
    page: Path, browser: Browser, board: str, width: int, language: str
) -> None:
    show(browser, page, board, width, language)
    collisions = browser.run(
        f"[...{OPEN}.querySelectorAll('svg')].flatMap(svg => {{"
        " const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent"
        " && getComputedStyle(text).opacity > 0);"
        " const boxes = texts.map(text => text.getBoundingClientRect());"
        " return texts.flatMap((text, one) => texts.slice(one + 1).filter((other, rest) => {"
        "   const a = boxes[one], b = boxes[one + 1 + rest];"
        # Labels of one axis read as one number or word unless there is room between them.
        "   const room = text.parentNode === other.parentNode ? 3 : -1;"
        "   return a.left < b.right + room && b.left < a.right + room"
        "     && a.top + 3 < b.bottom && b.top + 3 < a.bottom;"
        " }).map(other => text.textContent + ' | ' + other.textContent)); })"
    )
    assert collisions == []


@pytest.mark.build
@pytest.mark.parametrize("board", ["quality", "customers", "items", "patterns"])
def test_no_two_ticks_of_an_axis_have_the_same_number(
    page: Path, browser: Browser, board: str
) -> None:
    show(browser, page, board)
    repeated = (
        f"[...{OPEN}.querySelectorAll('.role-axis-label')].map("
        "axis => [...axis.querySelectorAll('text')].map(label => label.textContent))"
        ".filter(labels => new Set(labels).size < labels.length)"
    )
    assert browser.run(repeated) == []
    # Five days ahead all chances are small: whole percents would tell ticks apart no more.
    nearest = f"{OPEN}.querySelector('.vega-bind-radio input[value=\"5\"]')"
    if browser.run(f"Boolean({nearest})"):
        before = browser.run(f"{OPEN}.querySelector('.role-axis-label').textContent")
        browser.run(f"{nearest}.click()")
        browser.wait_for(f"{OPEN}.querySelector('.role-axis-label').textContent !== '{before}'")
        assert browser.run(repeated) == []


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_month_has_its_name_under_the_middle_of_its_bar(
    page: Path, browser: Browser, width: int
) -> None:
    show(browser, page, "patterns", width)
    middles = (
        f"(part => [...[...{OPEN}.querySelectorAll('.part')].find("
        "part => part.querySelector('h3').textContent === 'Season').querySelectorAll(part)]"
        ".filter(mark => mark.getBoundingClientRect().width > 0"
        " && getComputedStyle(mark).opacity > 0)"
        ".map(mark => { const box = mark.getBoundingClientRect();"
        " return [mark.ariaLabel ?? mark.textContent, box.x + box.width / 2]; }))"
    )
    bars = browser.run(f"{middles}('.mark-rect path')")
    labels = browser.run(
        f"{middles}('.role-axis-label text').filter(([text]) => /^[A-Z][a-z]+ 20/.test(text))"
    )
    assert len(labels) > 2
    for month, middle in labels:
        told, nearest = min(bars, key=lambda bar: abs(bar[1] - middle))
        assert abs(nearest - middle) < 1.5
        assert month in told


@pytest.mark.build
def test_on_a_phone_the_head_does_not_stay_over_the_page(page: Path, browser: Browser) -> None:
    for width, position in ((WIDE, "sticky"), (NARROW, "static")):
        show(browser, page, "health", width)
        assert browser.run(f"getComputedStyle({HERE}.querySelector('header')).position") == position


@pytest.mark.build
def test_a_model_and_a_metal_have_their_colour_in_every_language(
    demo: Build, documented: Path
) -> None:
    found = answers(demo.published, documented)

    def colours(language: str) -> list[dict[str, str]]:
        """Return each chart's colours by what they stand for, as English has it."""
        say, english = Words(language), Words("en")
        codes = {*found["calibration"]["model_name"], *found["kinds"]["metal"].dropna()}
        names = {say.value(code): english.value(code) for code in codes}
        scales = [
            scale
            for board in boards(found, say)
            for part in board.parts
            if isinstance(part, Chart)
            for scale in scales_of(part.specification)
            if set(scale["domain"]) <= set(names)
        ]
        return [
            {names[word]: colour for word, colour in zip(scale["domain"], cycle(scale["range"]))}
            for scale in scales
        ]

    assert colours("ru") == colours("en")
    assert [len(scale) for scale in colours("en")] == [
        found["calibration"]["model_name"].nunique(),
        *[found["kinds"]["metal"].nunique()] * 3,
    ]


def scales_of(tree: object) -> list[dict[str, list[str]]]:
    """Return the scales of colours of a chart that name what they colour."""
    if isinstance(tree, list):
        return [scale for branch in tree for scale in scales_of(branch)]
    if not isinstance(tree, dict):
        return []
    own = tree.get("color", {}).get("scale", {}) if isinstance(tree.get("color"), dict) else {}
    below = [scale for branch in tree.values() for scale in scales_of(branch)]
    return [own, *below] if {"domain", "range"} <= set(own) else below


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_baseline_is_called_so(language: str) -> None:
    mark = {"en": "baseline", "ru": "простое правило"}[language]
    for name in ("base_rate", "popularity"):
        assert f"({mark})" in Words(language).value(name)


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
