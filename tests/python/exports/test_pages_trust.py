"""How far the dashboard says that its figures can be trusted."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest
from browser import Browser
from conftest import Build

from pages.dashboard.boards.calls import calls
from pages.dashboard.boards.items import items
from pages.dashboard.boards.quality import quality
from pages.dashboard.parts import Chart, Remark, Table
from pages.dashboard.queries import answers
from pages.dashboard.words import Words

SAY = Words("en")


@pytest.fixture(scope="module")
def found(demo: Build, documented: Path) -> dict[str, pd.DataFrame]:
    return answers(demo.published, documented)


@pytest.mark.build
def test_buyers_have_the_range_that_the_checks_of_their_model_give(
    demo: Build, found: dict[str, pd.DataFrame]
) -> None:
    with demo.connect_published() as reader:
        ((promised, model),) = reader.sql(
            "select sum(probability_7d), any_value(model_name) from marts.customer_next_purchase"
        ).fetchall()
        checks = reader.sql(
            "select metric_value from evaluation.next_purchase_metrics where horizon_days = 7"
            f" and metric_name = 'predicted_to_actual' and model_name = '{model}'"
        ).fetchall()
    ratios = [ratio for (ratio,) in checks]
    week = found["expected_buyers"].set_index("horizon_days").loc[7]
    assert week["check_count"] == len(ratios) > 2
    assert week["buyers_from"] == math.floor(promised / max(ratios))
    assert week["buyers_to"] == math.ceil(promised / min(ratios))


@pytest.mark.build
def test_a_range_stands_under_every_number_of_buyers(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri())
    notes = browser.run("[...document.querySelectorAll('.open .note')].map(note => note.innerText)")
    ranged = [note for note in notes if "checks on past windows" in note]
    assert len(ranged) == 3
    assert all(re.search(r"\d to [\d,]+", note) for note in ranged)


@pytest.mark.build
@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (0.8, 1.6, "62 to 125, by how 4 checks on past windows turned out"),
        (
            1.25,
            2.0,
            "the sum of the chances; count rather on 50 to 80:"
            " in all 4 checks on past windows more were promised than came",
        ),
        (
            0.5,
            0.8,
            "the sum of the chances; count rather on 125 to 200:"
            " in all 4 checks on past windows fewer were promised than came",
        ),
    ],
)
def test_checks_that_all_erred_the_same_way_are_told(
    found: dict[str, pd.DataFrame], lowest: float, highest: float, said: str
) -> None:
    week = {
        "horizon_days": 7,
        "expected_buyers": 100.0,
        "check_count": 4,
        "lowest_ratio": lowest,
        "highest_ratio": highest,
        "buyers_from": math.floor(100 / highest),
        "buyers_to": math.ceil(100 / lowest),
    }
    figures = calls(found | {"expected_buyers": pd.DataFrame([week])}, SAY).figures
    assert [figure.note for figure in figures if figure.label == "Buyers in 7 days"] == [said]


@pytest.mark.build
def test_without_a_check_the_page_says_that_there_is_none(found: dict[str, pd.DataFrame]) -> None:
    unchecked = found["expected_buyers"].assign(
        check_count=0, buyers_from=math.nan, buyers_to=math.nan, lowest_ratio=math.nan
    )
    figures = calls(found | {"expected_buyers": unchecked}, SAY).figures
    assert sum("no window could check" in figure.note for figure in figures) == 3


@pytest.mark.build
def test_a_week_ahead_is_among_what_held_at_other_times(found: dict[str, pd.DataFrame]) -> None:
    (chart,) = [
        part
        for part in quality(found, SAY).parts
        if isinstance(part, Chart) and part.title == SAY("quality.windows.title")
    ]
    rows = [row for rows in chart.specification["datasets"].values() for row in rows]
    assert {row.get("days") for row in rows} >= {"7 days", "30 days", "90 days"}
    assert not any("fold" in row["window"] or "_" in row["window"] for row in rows)


def lists(own: tuple[float, float, float], baseline: tuple[float, float, float]) -> pd.DataFrame:
    """Return the metrics of lists at the level of categories: hit rate, precision, diversity."""
    return pd.DataFrame(
        {
            "item_level": "category",
            "metric_name": ["hit_rate", "precision", "diversity"],
            "metric_value": own,
            "baseline_value": baseline,
            "ceiling_value": 1.0,
            "ci_lower": 0.0,
            "ci_upper": 1.0,
            "customer_count": 2305,
        }
    )


@pytest.mark.build
def test_where_the_baseline_reaches_more_customers_the_page_says_so_and_why(
    found: dict[str, pd.DataFrame],
) -> None:
    def remarks(own: tuple[float, float, float], baseline: tuple[float, float, float]) -> list[str]:
        board = quality(found | {"list_metrics": lists(own, baseline)}, SAY)
        return [part.note for part in board.parts if isinstance(part, Remark)]

    (said,) = remarks((0.65, 0.61, 0.12), (0.82, 0.17, 0.6))
    assert "right category for 82% of the buyers, the champion's for 65%" in said
    assert "1.2 kinds on average, and 61% of its places hit" in said
    assert "shows 6 kinds" in said
    (without_a_cause,) = remarks((0.65, 0.61, 0.7), (0.82, 0.17, 0.6))
    assert "Why" not in without_a_cause
    assert remarks((0.82, 0.61, 0.12), (0.65, 0.17, 0.6)) == []


def limited(served: tuple[float, float, float]) -> pd.DataFrame:
    """Return lists as ranked beside as served: precision, categories, lists of a piece."""
    return pd.DataFrame(
        {
            "metric_name": ["precision", "categories", "most_lists_of_an_item"],
            "ranked_value": (0.0068, 1.18, 1785.0),
            "served_value": served,
        }
    )


@pytest.mark.build
def test_what_limits_cost_the_lists_is_told(found: dict[str, pd.DataFrame]) -> None:
    def told(costs: pd.DataFrame) -> list[Remark | Table]:
        parts = items(found | {"list_limits": costs}, SAY).parts
        return [
            part
            for part in parts
            if isinstance(part, Remark | Table) and part.title == SAY("items.limits.title")
        ]

    (none,) = told(limited((0.0068, 1.18, 1785.0)))
    assert isinstance(none, Remark)
    assert "one piece stood in 1,785 lists, and a list held 1.2 categories" in none.note
    (costs,) = told(limited((0.0041, 5.1, 289.0)))
    assert isinstance(costs, Table)
    assert costs.rows.values.tolist() == [
        ["precision", "0.68%", "0.41%"],
        ["categories", "1.2", "5.1"],
        ["most_lists_of_an_item", "1,785", "289"],
    ]
    assert told(limited((math.nan, math.nan, math.nan))) == []
