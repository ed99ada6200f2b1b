"""What sells, and whether the lists lean the way the shop sells."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Table


def items(answers: Answers) -> Board:
    """Make the board."""
    kinds, sides = answers["kinds"], answers["recommended_and_bought"]
    titles = {"category": "By category", "metal": "By metal", "price_tier": "By price tier"}
    return Board(
        "items",
        "Items",
        "What sells, and do the lists lean the way the shop sells?",
        parts=(
            Chart(
                "What sells, by category",
                "Revenue of the last year, ₸, by metal.",
                charts.horizontal_bars(kinds, "category", "revenue", "revenue, ₸", "metal"),
            ),
            Chart(
                "What sells, by price tier",
                "Revenue of the last year, ₸, by metal.",
                charts.horizontal_bars(kinds, "price_tier", "revenue", "revenue, ₸", "metal"),
            ),
            *(
                Chart(
                    f"Recommended against bought: {title.lower()}",
                    "Shares of what today's lists expect to sell, and of what sold in the last "
                    "90 days.",
                    charts.two_sides(sides[sides["kind"] == kind]),
                    size="small",
                )
                for kind, title in titles.items()
            ),
            Table(
                "Best sellers that can still be sold",
                "Of the last 90 days.",
                answers["best_sellers"],
                {
                    "item_name": Column("Item"),
                    "category": Column("Category"),
                    "metal": Column("Metal"),
                    "price_tier": Column("Tier"),
                    "units_90d": Column("Sold", "number"),
                    "revenue_90d": Column("Revenue, ₸", "number"),
                    "last_price": Column("Last price, ₸", "number"),
                    "last_sold_date": Column("Last sold", "date"),
                },
                "best_sellers",
                choices=("category", "metal", "price_tier"),
            ),
        ),
    )
