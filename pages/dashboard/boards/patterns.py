"""How the shop's customers buy: when, how much at once, at which prices, and what after what."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, chart
from pages.dashboard.words import Words


def patterns(answers: Answers, say: Words) -> Board:
    """Make the board."""
    return Board(
        "patterns",
        say("patterns.tab"),
        say("patterns.question"),
        parts=(
            chart(
                here := say.at("patterns.season"),
                charts.bars_in_time(answers["season"], "sale_month", "revenue", "yearmonth", here),
                link="calls?month={month_number}",
            ),
            _weekdays(answers["weekdays"], say.at("patterns.weekdays")),
            chart(
                here := say.at("patterns.gaps"),
                charts.bars(answers["gaps"], "days_from", "gaps", here),
                link="calls?gap_from_days={days_from}",
            ),
            _cohorts(answers["cohorts"], say.at("patterns.cohorts")),
            _baskets(answers["baskets"], say.at("patterns.baskets")),
            _pairs(answers["basket_pairs"], say.at("patterns.pairs")),
            _prices(answers["price_levels"], say.at("patterns.prices")),
            _metals(answers["metal_moves"], say.at("patterns.metals")),
        ),
    )


def _weekdays(rows: pd.DataFrame, say: Words) -> Chart:
    days = [say(f"day_{number}") for number in rows["day_of_week"]]
    return chart(say, charts.bars(rows.assign(day_of_week=days), "day_of_week", "units", say))


def _cohorts(rows: pd.DataFrame, say: Words) -> Chart:
    named = [say("quarter", quarter=day.quarter, year=day.year) for day in rows["first_quarter"]]
    told = rows.assign(first_quarter=named)
    drawn = charts.grid(told, "quarters_since", "first_quarter", "returned_share", say)
    return chart(say, drawn)


def _baskets(rows: pd.DataFrame, say: Words) -> Chart:
    pieces = rows["pieces"].astype(str).replace("5", say("most"))
    return chart(say, charts.bars(rows.assign(pieces=pieces), "pieces", "purchases", say))


def _pairs(rows: pd.DataFrame, say: Words) -> Chart:
    told = rows.assign(
        **{name: rows[name].map(say.value) for name in ("category", "other_category")}
    )
    return chart(say, charts.grid(told, "other_category", "category", "purchase_share", say))


def _prices(rows: pd.DataFrame, say: Words) -> Chart:
    told = rows.assign(kind_value=rows["price_from"].map(say.money))
    return chart(say, charts.two_sides(told, ("pieces", "revenue"), say, sort=None))


def _metals(rows: pd.DataFrame, say: Words) -> Chart:
    moves = [
        say(f"{metal}_{'moved' if is_moved else 'stayed'}", customers=say.number(customers))
        for metal, is_moved, customers in zip(
            rows["first_metal"], rows["is_moved"], rows["customers"], strict=True
        )
    ]
    drawn = charts.before_and_after(rows.assign(move=moves), "move", "customer_spend", "metal", say)
    is_after, is_other = rows["span"] == "after", rows["metal"] != rows["first_metal"]
    share = say.share(rows.loc[is_after & is_other, "spend_share"].sum())
    return chart(say, drawn, *([say("share", share=share)] if len(rows) else []))
