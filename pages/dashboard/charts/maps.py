"""Customers by recency and frequency, shares in a grid, and two shares on one line."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from pandas.api.types import is_numeric_dtype

from pages.dashboard.charts.look import GOLD, GREY, INK, SHARE, SHARE_TOLD, TEAL, specification
from pages.dashboard.words import Words


def rfm_map(rows: pd.DataFrame, say: Words) -> dict[str, Any]:
    """Draw recency by frequency: how many, and how likely they are to come."""
    base = alt.Chart(
        rows.assign(
            chance=rows["buyers_90d"] / rows["customers"],
            rfm_segment=rows["rfm_segment"].map(say.value),
            # A word a line: on a phone a cell is as wide as one.
            lines=rows["rfm_segment"].map(say.value).str.split(" "),
        )
    ).encode(
        x=alt.X("recency_score:O", title=say("recency"), axis=alt.Axis(labelAngle=0, grid=False)),
        y=alt.Y("frequency_score:O", sort="descending", title=say("frequency")),
        tooltip=[
            alt.Tooltip("rfm_segment:N", title=say("segments.rfm_segment")),
            alt.Tooltip("customers:Q", format=",.0f", title=say("segments.customers")),
            alt.Tooltip("spend:Q", format=",.0f", title=say("segments.spend")),
            alt.Tooltip("chance:Q", title=say("chance"), format=SHARE_TOLD),
        ],
    )
    half = 0.5 * (rows["buyers_90d"] / rows["customers"]).max() if len(rows) else 0.5
    ink: Any = alt.condition(alt.datum.chance > float(half), alt.value("white"), alt.value(INK))
    return specification(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color(
                "chance:Q",
                scale=alt.Scale(scheme="teals"),
                legend=alt.Legend(format=SHARE, title=say("chance")),
            )
        )
        + base.mark_text(fontSize=13, dy=-12).encode(
            text=alt.Text("customers:Q", format=","), color=ink
        )
        + base.mark_text(fontSize=9, lineHeight=10, dy=4).encode(text="lines:N", color=ink),
        say,
        height=320,
    )


def grid(rows: pd.DataFrame, across: str, down: str, share: str, say: Words) -> dict[str, Any]:
    """Draw a share for each two kinds, the darker the larger, kinds in the order of the rows."""
    return specification(
        alt.Chart(rows)
        .mark_rect(stroke="white", strokeWidth=2)
        .encode(
            x=alt.X(
                f"{across}:O",
                sort=list(dict.fromkeys(rows[across])),
                title=say(across),
                # Words stand upright: on a phone a cell is as wide as a letter or two.
                axis=alt.Axis(labelAngle=0 if is_numeric_dtype(rows[across]) else -90),
            ),
            y=alt.Y(f"{down}:O", sort=list(dict.fromkeys(rows[down])), title=None),
            color=alt.Color(
                f"{share}:Q",
                scale=alt.Scale(scheme="teals"),
                legend=alt.Legend(format=SHARE, title=say(share)),
            ),
            tooltip=[
                alt.Tooltip(f"{down}:O", title=say(down)),
                alt.Tooltip(f"{across}:O", title=say(across)),
                alt.Tooltip(f"{share}:Q", format=SHARE_TOLD, title=say(share)),
            ],
        ),
        say,
        height=120 + 22 * rows[down].nunique(),
    )


def two_sides(
    rows: pd.DataFrame, sides: tuple[str, str], say: Words, sort: str | None = "-x"
) -> dict[str, Any]:
    """Draw two shares of each kind on one line, and the distance between them."""
    told = rows.assign(kind_value=rows["kind_value"].map(say.value), side=rows["side"].map(say))
    across = alt.X("side_share:Q", title=say("share"), axis=alt.Axis(format=SHARE, tickCount=5))
    base = alt.Chart(told).encode(y=alt.Y("kind_value:N", sort=sort, title=None))
    between = base.mark_line(color=GREY).encode(x=across, detail="kind_value:N")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=across,
        color=alt.Color(
            "side:N",
            scale=alt.Scale(domain=[say(side) for side in sides], range=[TEAL, GOLD]),
        ),
        tooltip=[
            alt.Tooltip("kind_value:N", title=" "),
            alt.Tooltip("side:N", title=" "),
            alt.Tooltip("side_share:Q", format=SHARE_TOLD, title=say("share")),
        ],
    )
    return specification(between + points, say, height=60 + 22 * rows["kind_value"].nunique())
