"""Whom to call, and what to show them."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Figure, chart, table
from pages.dashboard.words import Words

SHOWN_CALLS = 300
"""Customers on the page; all of them are in the file beside it."""

CALL_LIST_FILE = "call_list.csv"


def calls(answers: Answers, say: Words) -> Board:
    """Make the board."""
    now = answers["situation"].iloc[0]
    listed = answers["call_list"]
    return Board(
        "calls",
        say("calls.tab"),
        say("calls.question"),
        (
            Figure(say("calls.customers"), say.number(now["customers"])),
            *(
                Figure(
                    say("calls.buyers", days=days),
                    say.number(now[f"buyers_{days}d"]),
                    say("calls.expected"),
                )
                for days in (7, 30, 90)
            ),
        ),
        (
            table(
                say.at("calls.list"),
                listed.head(SHOWN_CALLS),
                {
                    "customer_id": "id",
                    "probability_30d": "percent",
                    "probability_90d": "percent",
                    "expected_next_purchase_date": "date",
                    "expected_date_lower": "date",
                    "expected_date_upper": "date",
                    "reason": "long",
                    "items": "long",
                    "rfm_segment": "value",
                    "preferred_category": "value",
                },
                note=say("calls.list.note", count=min(SHOWN_CALLS, len(listed))),
                choices=("rfm_segment", "preferred_category"),
                whole_file=CALL_LIST_FILE,
                is_cards=True,
            ),
            chart(
                reach := say.at("calls.reach"),
                charts.line(answers["reach"], "calls", "buyers", reach),
            ),
            chart(
                expected := say.at("calls.expected_buyers"),
                charts.bars(
                    answers["expected_buyers"], "horizon_days", "expected_buyers", expected
                ),
            ),
        ),
    )
