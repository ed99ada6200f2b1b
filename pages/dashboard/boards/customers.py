"""Who the customers are, how often they come, and in which season."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Table


def customers(answers: Answers) -> Board:
    """Make the board."""
    segments = answers["segments"]
    gaps = answers["gaps"]
    return Board(
        "customers",
        "Customers",
        "Who are they, how often do they come, and in which season?",
        parts=(
            Chart(
                "The map of customers",
                "Customers by how lately and how often they bought; the darker, the likelier to "
                "come within 90 days.",
                charts.rfm_map(answers["rfm_map"]),
            ),
            Chart(
                "Segments",
                "What each segment has spent, ₸.",
                charts.horizontal_bars(segments, "rfm_segment", "spend", "spent, ₸"),
            ),
            Chart(
                "How long they stay away",
                "Gaps between two purchases of a customer, by fortnights.",
                charts.bars(
                    gaps,
                    "days_from",
                    "gaps",
                    ("days between purchases, from", "gaps"),
                    has_numbers=False,
                ),
            ),
            Chart(
                "Season",
                "Revenue by month, ₸. The last month may be unfinished.",
                charts.bars_in_time(
                    answers["season"], "sale_month", "revenue", "revenue, ₸", "yearmonth"
                ),
            ),
            Table(
                "Segments in figures",
                "Chances are the mean of each segment; buyers expected are their sum.",
                segments,
                {
                    "rfm_segment": Column("Segment"),
                    "customers": Column("Customers", "number"),
                    "spend": Column("Spent, ₸", "number"),
                    "spend_share": Column("Of all", "percent"),
                    "average_order_value": Column("A purchase, ₸", "number"),
                    "probability_90d": Column("Chance in 90 days", "percent"),
                    "buyers_90d": Column("Buyers expected", "number"),
                },
                "segments",
            ),
        ),
    )
