"""Whom to call, and what to show them."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Figure, Table

SHOWN_CALLS = 300
"""Customers on the page; all of them are in the file beside it."""

CALL_LIST_FILE = "call_list.csv"

CALL_COLUMNS = {
    "customer_id": Column("Customer", "id"),
    "probability_30d": Column("In 30 days", "percent"),
    "probability_90d": Column("In 90 days", "percent"),
    "expected_next_purchase_date": Column("Expected", "date"),
    "expected_date_lower": Column("From", "date"),
    "expected_date_upper": Column("Until", "date"),
    "reason": Column("Why now", "long"),
    "items": Column("What to show", "long"),
    "rfm_segment": Column("Segment"),
    "preferred_category": Column("Likes"),
}


def today(answers: Answers) -> Board:
    """Make the board."""
    now = answers["situation"].iloc[0]
    calls = answers["call_list"]
    return Board(
        "today",
        "Today",
        "Whom do we call, and what do we show them?",
        (
            Figure("As of", f"{now['as_of_date']:%-d %b %Y}", "the last day of the sales"),
            Figure("Customers", f"{now['customers']:,}"),
            Figure("Buyers in 7 days", f"{now['buyers_7d']:,.0f}", "expected"),
            Figure("Buyers in 30 days", f"{now['buyers_30d']:,.0f}", "expected"),
            Figure("Buyers in 90 days", f"{now['buyers_90d']:,.0f}", "expected"),
        ),
        (
            Table(
                "Whom to call",
                f"The {min(SHOWN_CALLS, len(calls))} likeliest to buy within 30 days. A chance is "
                "about many: of a hundred with 30 %, about thirty come. The expected date is the "
                "middle of the chances, if they come within 90 days.",
                calls.head(SHOWN_CALLS),
                CALL_COLUMNS,
                "call_list_shown",
                choices=("rfm_segment", "preferred_category"),
                whole_file=CALL_LIST_FILE,
                is_cards=True,
            ),
            Chart(
                "How long a list pays",
                "Buyers within 30 days among the first n of the list, by their chances. Where the "
                "line flattens, more calls bring few more buyers.",
                charts.line(
                    answers["reach"], "calls", "buyers", ("customers called", "buyers expected")
                ),
            ),
            Chart(
                "How many buyers to expect",
                "The sum of everybody's chances, by days ahead.",
                charts.bars(
                    answers["expected_buyers"],
                    "horizon_days",
                    "expected_buyers",
                    ("days ahead", "customers"),
                ),
            ),
        ),
    )
