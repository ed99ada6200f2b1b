"""The kinds of charts that boards use, in Altair; each gives a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

INK, GREY, GOLD, TEAL = "#1f2933", "#9aa5b1", "#b7791f", "#0b6e6e"
METALS = alt.Scale(range=[GOLD, GREY, TEAL, "#7b8794", "#5f370e"])

# d3 writes a milliard as G, and a zero among millions as 0M.
SHORT = "replace(format(datum.value, '~s'), 'G', 'B')"

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
CONFIG: dict[str, Any] = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": "#52606d",
        "titleFontWeight": "normal",
        "gridColor": "#e4e7eb",
        "domainColor": GREY,
        "labelLimit": 120,
    },
    "legend": {"orient": "top", "title": None, "labelColor": INK},
    "bar": {"cornerRadiusEnd": 2},
}


def specification(chart: alt.TopLevelMixin, height: int = 260) -> dict[str, Any]:
    """Return the chart as wide as its place on the page."""
    sized: Any = chart
    return dict(
        sized.properties(width="container", height=height, background="transparent")
        .configure(**CONFIG)
        .to_dict()
    )


def bars(
    rows: pd.DataFrame, x: str, y: str, titles: tuple[str, str], has_numbers: bool = True
) -> dict[str, Any]:
    """Upright bars in the order of the rows, each with its number if there are few."""
    base = alt.Chart(rows).encode(
        x=alt.X(
            f"{x}:O", sort=None, title=titles[0], axis=alt.Axis(labelAngle=0, labelOverlap=True)
        ),
        y=alt.Y(f"{y}:Q", title=titles[1], axis=alt.Axis(labelExpr=SHORT)),
        tooltip=[f"{x}:O", alt.Tooltip(f"{y}:Q", format=",.0f")],
    )
    chart: Any = base.mark_bar(color=TEAL)
    if has_numbers:
        number = alt.Text(f"{y}:Q", format=",.0f")
        chart += base.mark_text(dy=-7, color=INK).encode(text=number)
    return specification(chart)


def bars_in_time(rows: pd.DataFrame, x: str, y: str, y_title: str, unit: str) -> dict[str, Any]:
    """Bars along time, a bar a day or a month."""
    return specification(
        alt.Chart(rows)
        .mark_bar(color=TEAL)
        .encode(
            x=alt.X(f"{unit}({x}):T", title=None),
            y=alt.Y(f"{y}:Q", title=y_title, axis=alt.Axis(labelExpr=SHORT)),
            tooltip=[alt.Tooltip(f"{x}:T"), alt.Tooltip(f"{y}:Q", format=",.0f")],
        )
    )


def horizontal_bars(
    rows: pd.DataFrame, kind: str, value: str, title: str, colour: str | None = None
) -> dict[str, Any]:
    """Bars from the left, the longest on top, split by colour."""
    chart = (
        alt.Chart(rows)
        .mark_bar(color=TEAL)
        .encode(
            y=alt.Y(f"{kind}:N", sort="-x", title=None),
            x=alt.X(f"sum({value}):Q", title=title, axis=alt.Axis(labelExpr=SHORT, tickCount=4)),
            tooltip=[
                f"{kind}:N",
                *([f"{colour}:N"] if colour else []),
                alt.Tooltip(f"sum({value}):Q", format=",.0f"),
            ],
        )
    )
    if colour:
        chart = chart.encode(color=alt.Color(f"{colour}:N", scale=METALS))
    return specification(chart)


def line(rows: pd.DataFrame, x: str, y: str, titles: tuple[str, str]) -> dict[str, Any]:
    """Draw a line with the numbers under the pointer."""
    return specification(
        alt.Chart(rows)
        .mark_line(color=TEAL, strokeWidth=2.5, point=alt.OverlayMarkDef(opacity=0, size=80))
        .encode(
            x=alt.X(f"{x}:Q", title=titles[0], axis=alt.Axis(format=",.0f", tickCount=5)),
            y=alt.Y(f"{y}:Q", title=titles[1], axis=alt.Axis(format=",.0f", tickCount=5)),
            tooltip=[alt.Tooltip(f"{x}:Q", format=",.0f"), alt.Tooltip(f"{y}:Q", format=",.0f")],
        )
    )


def metric(
    rows: pd.DataFrame, x: str, x_title: str, number: str, order: Sequence[Any] | None = None
) -> dict[str, Any]:
    """Draw a metric with its interval between its baseline and its ceiling.

    Parameters
    ----------
    rows
        One row per value of `x`, with the columns of the metrics tables.
    x, x_title
        What the metric is measured at, and how that is called.
    number
        How a value is written, as d3 does.
    order
        The values of `x` in their order.
    """
    names = {
        "metric_value": "champion",
        "baseline_value": "baseline",
        "ceiling_value": "ceiling",
    }
    long = rows.melt(
        id_vars=[x, "ci_lower", "ci_upper", "customer_count"],
        value_vars=[name for name in names if name in rows],
        var_name="what",
        value_name="value",
    ).assign(what=lambda rows: rows["what"].map(names))
    across = alt.X(f"{x}:O", sort=order, title=x_title, axis=alt.Axis(labelAngle=0))
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=across,
            y=alt.Y(
                "value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=number)
            ),
            color=alt.Color(
                "what:N", scale=alt.Scale(domain=list(names.values()), range=[TEAL, GREY, GOLD])
            ),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(domain=list(names.values()), range=["circle", "square", "diamond"]),
            ),
            tooltip=[
                f"{x}:O",
                "what:N",
                alt.Tooltip("value:Q", format=number),
                alt.Tooltip("ci_lower:Q", format=number),
                alt.Tooltip("ci_upper:Q", format=number),
                "customer_count:Q",
            ],
        )
    )
    intervals = (
        alt.Chart(rows)
        .mark_rule(color=TEAL, strokeWidth=3, opacity=0.45)
        .encode(x=across, y=alt.Y("ci_lower:Q"), y2="ci_upper:Q")
    )
    return specification(intervals + points, height=200)


def calibration(rows: pd.DataFrame, champion: str) -> dict[str, Any]:
    """Draw what was promised against what happened, a point a tenth of the customers."""
    horizons = [int(horizon) for horizon in sorted(rows["horizon_days"].unique())]
    chosen = alt.param(
        name="horizon",
        value=30 if 30 in horizons else max(horizons, default=30),
        bind=alt.binding_radio(options=horizons, name="days ahead "),
    )
    models = [champion, *sorted(set(rows["model_name"]) - {champion})]
    base = alt.Chart(rows).transform_filter("datum.horizon_days == horizon")
    curves = base.mark_line(point=True).encode(
        x=alt.X("mean_probability:Q", title="promised", axis=alt.Axis(format=".0%", tickCount=5)),
        y=alt.Y("bought_share:Q", title="came", axis=alt.Axis(format=".0%", tickCount=5)),
        color=alt.Color(
            "model_name:N",
            scale=alt.Scale(domain=models, range=[TEAL, GOLD, "#7b8794", "#5f370e", "#b83280"]),
        ),
        strokeWidth=alt.condition(alt.datum.model_name == champion, alt.value(3), alt.value(1.2)),
        order="decile:O",
        tooltip=[
            "model_name:N",
            "decile:O",
            "customer_count:Q",
            alt.Tooltip("mean_probability:Q", format=".1%"),
            alt.Tooltip("bought_share:Q", format=".1%"),
        ],
    )
    right = base.mark_line(color=GREY, strokeDash=[4, 4]).encode(
        x="mean_probability:Q", y="mean_probability:Q"
    )
    return specification((right + curves).add_params(chosen), height=320)


def windows(rows: pd.DataFrame, order: Sequence[str]) -> dict[str, Any]:
    """Draw promised over came in each window; the line at 1 is right."""
    across = alt.X("split_name:N", sort=list(order), title=None, axis=alt.Axis(labelAngle=0))
    colour = alt.Color("days:N", scale=alt.Scale(range=[TEAL, GOLD]))
    beside = alt.XOffset("days:N")
    base = alt.Chart(rows.assign(days=rows["horizon_days"].map("{} days".format)))
    right = base.mark_rule(color=GREY, strokeDash=[4, 4]).encode(y=alt.datum(1))
    intervals = base.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=across, xOffset=beside, y="ci_lower:Q", y2="ci_upper:Q", color=colour
    )
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=across,
        xOffset=beside,
        y=alt.Y("metric_value:Q", title="promised / came", scale=alt.Scale(zero=False)),
        color=colour,
        tooltip=[
            "split_name:N",
            "days:N",
            *(
                alt.Tooltip(f"{name}:Q", format=".2f")
                for name in ("metric_value", "ci_lower", "ci_upper")
            ),
        ],
    )
    return specification(right + intervals + points)


def rfm_map(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw recency by frequency: how many, and how likely they are to come."""
    base = alt.Chart(rows.assign(chance=rows["buyers_90d"] / rows["customers"])).encode(
        x=alt.X(
            "recency_score:O",
            title="recency: 5 came last",
            axis=alt.Axis(labelAngle=0, grid=False),
        ),
        y=alt.Y("frequency_score:O", sort="descending", title="frequency: 5 comes most"),
        tooltip=[
            "rfm_segment:N",
            alt.Tooltip("customers:Q", format=",.0f"),
            alt.Tooltip("spend:Q", format=",.0f"),
            alt.Tooltip("chance:Q", title="chance in 90 days", format=".1%"),
        ],
    )
    half = 0.5 * (rows["buyers_90d"] / rows["customers"]).max() if len(rows) else 0.5
    ink: Any = alt.condition(alt.datum.chance > float(half), alt.value("white"), alt.value(INK))
    return specification(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color(
                "chance:Q",
                scale=alt.Scale(scheme="teals"),
                legend=alt.Legend(format=".0%", title="chance in 90 days"),
            )
        )
        + base.mark_text(fontSize=13, dy=-5).encode(
            text=alt.Text("customers:Q", format=","), color=ink
        )
        + base.mark_text(fontSize=9, dy=9).encode(text="rfm_segment:N", color=ink),
        height=320,
    )


def two_sides(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw two shares of each kind on one line, and the distance between them."""
    across = alt.X("side_share:Q", title="share", axis=alt.Axis(format=".0%", tickCount=5))
    base = alt.Chart(rows).encode(y=alt.Y("kind_value:N", sort="-x", title=None))
    between = base.mark_line(color=GREY).encode(x=across, detail="kind_value:N")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=across,
        color=alt.Color(
            "side:N", scale=alt.Scale(domain=["recommended", "bought"], range=[TEAL, GOLD])
        ),
        tooltip=["kind_value:N", "side:N", alt.Tooltip("side_share:Q", format=".1%")],
    )
    return specification(between + points, height=60 + 22 * rows["kind_value"].nunique())
