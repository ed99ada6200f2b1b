"""Bars and a line: amounts by kind, along time, along a list, before and after."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.dashboard.charts.look import GOLD, GREY, INK, TEAL, short, specification
from pages.dashboard.words import Words

WRITTEN_AS = {"yearmonth": "%b %Y", "yearmonthdate": "%-d %b %Y"}
"""How d3 writes a day or a month as people do: the day first."""

METALS = [GOLD, GREY, TEAL, "#7b8794", "#5f370e"]


def bars(rows: pd.DataFrame, x: str, y: str, say: Words) -> dict[str, Any]:
    """Upright bars in the order of the rows."""
    return specification(_bars(rows, x, y, say).mark_bar(color=TEAL), say)


def bars_with_ranges(
    rows: pd.DataFrame, x: str, y: str, bounds: tuple[str, str], say: Words
) -> dict[str, Any]:
    """Upright bars in the order of the rows, each with its number and how far it may be off."""
    lower, upper = bounds
    base = _bars(rows.assign(top=rows[[y, upper]].max(axis=1)), x, y, say)
    ranges = base.mark_rule(color=GOLD, strokeWidth=3).encode(
        y=alt.Y(f"{lower}:Q"), y2=f"{upper}:Q"
    )
    number = base.mark_text(dy=-7, color=INK).encode(
        y="top:Q", text=alt.Text(f"{y}:Q", format=",.0f")
    )
    told = [
        alt.Tooltip(f"{x}:O", title=say(x)),
        *(alt.Tooltip(f"{name}:Q", format=",.0f", title=say(name)) for name in (y, *bounds)),
    ]
    bars = base.mark_bar(color=TEAL).encode(tooltip=told)
    return specification(bars + ranges.encode(tooltip=told) + number, say)


def _bars(rows: pd.DataFrame, x: str, y: str, say: Words) -> alt.Chart:
    """Say what stands along and what up."""
    return alt.Chart(rows).encode(
        x=alt.X(f"{x}:O", sort=None, title=say(x), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y(f"{y}:Q", title=say(y), axis=alt.Axis(labelExpr=short(say))),
        tooltip=[
            alt.Tooltip(f"{x}:O", title=say(x)),
            alt.Tooltip(f"{y}:Q", format=",.0f", title=say(y)),
        ],
    )


def bars_in_time(rows: pd.DataFrame, x: str, y: str, unit: str, say: Words) -> dict[str, Any]:
    """Bars along time, a bar a day or a month; every month has a row, sold or not."""
    # Along a scale of time a name stands at the month's first day, which is between two bars.
    kind = "O" if unit == "yearmonth" else "T"
    # Without spacing: on a phone a day is narrower than the pixel that would part it from the next.
    return specification(
        alt.Chart(rows)
        .mark_bar(color=TEAL, binSpacing=0)
        .encode(
            x=alt.X(
                f"{unit}({x}):{kind}",
                title=None,
                axis=alt.Axis(format=WRITTEN_AS[unit], labelOverlap=True, labelAngle=0),
            ),
            y=alt.Y(f"{y}:Q", title=say(y), axis=alt.Axis(labelExpr=short(say))),
            tooltip=[
                alt.Tooltip(f"{unit}({x}):T", title=" ", format=WRITTEN_AS[unit]),
                alt.Tooltip(f"{y}:Q", format=",.0f", title=say(y)),
            ],
        ),
        say,
    )


def horizontal_bars(
    rows: pd.DataFrame, kind: str, value: str, say: Words, colour: str | None = None
) -> dict[str, Any]:
    """Bars from the left, the longest on top, split by colour."""
    told = {name: rows[name].map(say.value) for name in (kind, colour) if name}
    chart = (
        alt.Chart(rows.assign(code=rows[kind], **told))
        .mark_bar(color=TEAL)
        .encode(
            y=alt.Y(f"{kind}:N", sort="-x", title=None),
            x=alt.X(
                f"sum({value}):Q",
                title=say(value),
                axis=alt.Axis(labelExpr=short(say), tickCount=4),
            ),
            detail="code:N",
            tooltip=[
                alt.Tooltip(f"{kind}:N", title=" "),
                *([alt.Tooltip(f"{colour}:N", title=" ")] if colour else []),
                alt.Tooltip(f"sum({value}):Q", format=",.0f", title=say(value)),
            ],
        )
    )
    if colour:
        # By the names of the data, whose order no language changes.
        names = [say.value(name) for name in sorted(rows[colour].dropna().unique())]
        scale = alt.Scale(domain=names, range=METALS)
        chart = chart.encode(color=alt.Color(f"{colour}:N", scale=scale))
    return specification(chart, say)


def before_and_after(
    rows: pd.DataFrame, kind: str, value: str, colour: str, say: Words
) -> dict[str, Any]:
    """Two bars from the left for each kind, the paler one before, split by colour.

    `rows` have a column `span`, `before` or `after`; kinds stand in their order, on two lines where
    they have a line break.
    """
    spans = [say("before"), say("after")]
    told = rows.assign(**{colour: rows[colour].map(say.value), "span": rows["span"].map(say)})
    names = [say.value(name) for name in sorted(rows[colour].unique())]
    return specification(
        alt.Chart(told)
        .mark_bar()
        .encode(
            y=alt.Y(
                f"{kind}:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=200),
            ),
            yOffset=alt.YOffset("span:N", sort=spans),
            x=alt.X(
                f"{value}:Q",
                title=say(value),
                axis=alt.Axis(labelExpr=short(say), tickCount=4),
            ),
            color=alt.Color(f"{colour}:N", scale=alt.Scale(domain=names, range=METALS)),
            opacity=alt.Opacity(
                "span:O", sort=spans, scale=alt.Scale(domain=spans, range=[0.45, 1]), legend=None
            ),
            tooltip=[
                alt.Tooltip(f"{kind}:N", title=" "),
                alt.Tooltip("span:N", title=" "),
                alt.Tooltip(f"{colour}:N", title=" "),
                alt.Tooltip(f"{value}:Q", format=",.0f", title=say(value)),
            ],
        ),
        say,
        height=60 + 60 * rows[kind].nunique(),
    )


def line(rows: pd.DataFrame, x: str, y: str, say: Words) -> dict[str, Any]:
    """Draw a line with the numbers under the pointer."""
    return specification(
        alt.Chart(rows)
        .mark_line(color=TEAL, strokeWidth=2.5, point=alt.OverlayMarkDef(opacity=0, size=80))
        .encode(
            x=alt.X(f"{x}:Q", title=say(x), axis=alt.Axis(format=",.0f", tickCount=5)),
            y=alt.Y(f"{y}:Q", title=say(y), axis=alt.Axis(format=",.0f", tickCount=5)),
            tooltip=[alt.Tooltip(f"{name}:Q", format=",.0f", title=say(name)) for name in (x, y)],
        ),
        say,
    )
