"""Whom to call, and what to show them."""

from __future__ import annotations

from typing import Any

from pages.dashboard import charts
from pages.dashboard.boards.changes import changes
from pages.dashboard.parts import Answers, Board, Figure, Finder, chart
from pages.dashboard.words import Words

HEADLINES = (7, 30, 90)
"""Days ahead that stand in the headline: a week, a month, and as far as it goes."""


def calls(answers: Answers, say: Words) -> Board:
    """Make the board."""
    now = answers["situation"].iloc[0]
    expected = answers["expected_buyers"]
    return Board(
        "calls",
        say("calls.tab"),
        say("calls.question"),
        (
            Figure(say("calls.customers"), say.number(now["customers"])),
            *(_buyers(row, say) for row in expected.itertuples() if row.horizon_days in HEADLINES),
            Figure(
                say("calls.revenue"), say.money(now["expected_revenue_90d"]), say("calls.expected")
            ),
        ),
        (
            Finder(say("calls.list.title"), say("calls.list.note")),
            chart(
                here := say.at("calls.reach"),
                charts.line(answers["reach"], "calls", "buyers", here),
            ),
            chart(
                here := say.at("calls.expected_buyers"),
                charts.bars_with_ranges(
                    expected, "horizon_days", "expected_buyers", ("buyers_from", "buyers_to"), here
                ),
                link="calls?sort=probability_{horizon_days}d",
            ),
            changes(answers["changes"], say.at("calls.changes")),
        ),
    )


def _buyers(row: Any, say: Words) -> Figure:
    """Tell how many buyers to expect, and in words how far that is to be trusted."""
    if not row.check_count:
        note = "unchecked"
    elif row.lowest_ratio > 1:
        note = "too_many"
    elif row.highest_ratio < 1:
        note = "too_few"
    else:
        note = "checked"
    ranges = {} if note == "unchecked" else {"low": row.buyers_from, "high": row.buyers_to}
    written = {name: say.number(value) for name, value in ranges.items()}
    return Figure(
        say("calls.buyers", days=row.horizon_days),
        say.number(row.expected_buyers),
        say(f"calls.{note}", checks=row.check_count, **written),
    )
