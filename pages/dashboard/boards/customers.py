"""Who the customers are, what each segment is worth, and what they are expected to spend."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, chart, table
from pages.dashboard.words import Words


def customers(answers: Answers, say: Words) -> Board:
    """Make the board."""
    segments = answers["segments"]
    return Board(
        "customers",
        say("customers.tab"),
        say("customers.question"),
        parts=(
            chart(
                here := say.at("customers.map"),
                charts.rfm_map(answers["rfm_map"], here),
                link="calls?recency_score={recency_score}&frequency_score={frequency_score}",
            ),
            chart(
                here := say.at("customers.spent"),
                charts.horizontal_bars(segments, "rfm_segment", "spend", here),
                link="calls?rfm_segment={code}",
            ),
            table(
                say.at("customers.segments"),
                segments,
                {
                    "rfm_segment": "value",
                    "customers": "number",
                    "spend": "money",
                    "spend_share": "percent",
                    "average_order_value": "money",
                    "probability_90d": "percent",
                    "buyers_90d": "number",
                },
                link="calls?rfm_segment={rfm_segment}",
            ),
            table(
                say.at("customers.bands"),
                answers["value_bands"],
                {
                    "churn_band": "value",
                    "customers": "number",
                    "expected_spend_30d": "money",
                    "expected_spend_90d": "money",
                    "expected_spend_365d": "money",
                    "expected_order_value": "money",
                },
            ),
        ),
    )
