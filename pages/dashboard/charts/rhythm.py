"""One customer along time: purchases, and when the next is expected."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.dashboard.charts.bars import WRITTEN_AS
from pages.dashboard.charts.look import GOLD, GREY, TEAL, specification
from pages.dashboard.words import Words


def rhythm(say: Words) -> dict[str, Any]:
    """Draw purchases as points by price, and the days that the next is expected between.

    The page fills its data: `sales` with `day`, `name` and `price`, `expected` with `from`,
    `until` and `day`, `last_day` with `day`; days in milliseconds since 1970.
    """
    days = alt.Scale(type="utc", padding=8)
    axis = alt.Axis(format=WRITTEN_AS["yearmonthdate"], labelOverlap=True, tickCount=8)
    across = alt.X("day:T", scale=days, title=None, axis=axis)
    expected = alt.Chart(alt.NamedData("expected"))
    band = expected.mark_rect(color=GOLD, opacity=0.25).encode(
        x=alt.X("from:T", scale=days, title=None, axis=axis), x2="until:T"
    )
    likely = expected.mark_rule(color=GOLD, strokeWidth=3).encode(
        x=across,
        tooltip=[
            alt.Tooltip(
                "utcyearmonthdate(day):T", format=WRITTEN_AS["yearmonthdate"], title=say("expected")
            )
        ],
    )
    last_day = (
        alt.Chart(alt.NamedData("last_day"))
        .mark_rule(color=GREY, strokeDash=[4, 4])
        .encode(
            x=across,
            tooltip=[
                alt.Tooltip(
                    "utcyearmonthdate(day):T",
                    format=WRITTEN_AS["yearmonthdate"],
                    title=say("last_day"),
                )
            ],
        )
    )
    bought = (
        alt.Chart(alt.NamedData("sales"))
        .mark_point(filled=True, size=110, opacity=0.8, color=TEAL)
        .encode(
            x=across,
            y=alt.Y("price:Q", title=say("price"), axis=alt.Axis(format=",.0f", tickCount=4)),
            tooltip=[
                alt.Tooltip(
                    "utcyearmonthdate(day):T", format=WRITTEN_AS["yearmonthdate"], title=say("day")
                ),
                alt.Tooltip("name:N", title=say("item")),
                alt.Tooltip("price:Q", format=",.0f", title=say("price")),
            ],
        )
    )
    return specification(band + last_day + likely + bought, say, height=180)
