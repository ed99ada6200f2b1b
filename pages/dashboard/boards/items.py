"""What sells, and whether the lists lean the way the shop sells."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Remark, Table, chart, table
from pages.dashboard.words import Words

LISTED = "most_lists_of_an_item"
"""The figure that a limit by stock is for."""


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
            *_limits(answers["list_limits"], say.at("items.limits")),
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


def _limits(costs: pd.DataFrame, say: Words) -> list[Table | Remark]:
    """Show what limits by stock and category cost the lists, or say what there is to limit."""
    known = costs.dropna(subset=["ranked_value", "served_value"])
    if known.empty:
        return []
    if known["ranked_value"].equals(known["served_value"]):
        now = known.set_index("metric_name")["served_value"]
        values = {name: _limited(name, now[name], say) for name in ("categories", LISTED)}
        return [Remark(say("title"), say("none", **values))]
    told = {
        value: [
            _limited(name, figure, say)
            for name, figure in zip(known["metric_name"], known[value], strict=True)
        ]
        for value in ("ranked_value", "served_value")
    }
    kinds = {"metric_name": "value", "ranked_value": "figure", "served_value": "figure"}
    return [table(say, known.assign(**told), kinds)]


def _limited(metric: str, value: float, say: Words) -> str:
    """Write a figure of the lists: a share, a few kinds, or a number of lists."""
    if metric in {"precision", "hit_rate", "places_filled"}:
        return say.share(value)
    return say.rounded(value) if metric == "categories" else say.number(value)
