"""What sells, and whether the lists lean the way the shop sells."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, chart, table
from pages.dashboard.words import Words


def items(answers: Answers, say: Words) -> Board:
    """Make the board."""
    kinds, sides = answers["kinds"], answers["recommended_and_bought"]
    return Board(
        "items",
        say("items.tab"),
        say("items.question"),
        parts=(
            *(
                chart(
                    here := say.at(f"items.{kind}"),
                    charts.horizontal_bars(kinds, kind, "revenue", here, "metal"),
                    link=link,
                )
                for kind, link in (
                    ("category", "calls?preferred_category={code}"),
                    ("price_tier", ""),
                )
            ),
            *(
                Chart(
                    say(f"items.{kind}.sides"),
                    say("items.sides.note"),
                    charts.two_sides(
                        sides[sides["kind"] == kind],
                        ("recommended", "bought"),
                        say.at("items.sides"),
                    ),
                    size="small",
                )
                for kind in ("category", "metal", "price_tier")
            ),
            table(
                say.at("items.best_sellers"),
                answers["best_sellers"],
                {
                    "item_name": "text",
                    "category": "value",
                    "metal": "value",
                    "price_tier": "value",
                    "units_90d": "number",
                    "revenue_90d": "number",
                    "last_price": "number",
                    "last_sold_date": "date",
                },
                choices=("category", "metal", "price_tier"),
            ),
        ),
    )
