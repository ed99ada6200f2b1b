"""How good the predictions are: metrics between baseline and ceiling, promised against came."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.dashboard.charts.look import GOLD, GREY, INK, SHARE, SHARE_TOLD, TEAL, specification
from pages.dashboard.words import Words


def metric(rows: pd.DataFrame, x: str, number: str, say: Words) -> dict[str, Any]:
    """Draw a metric with its interval beside its baseline and, unless that is far, its ceiling.

    Parameters
    ----------
    rows
        One row per value of `x`, in their order, with the columns of the metrics tables.
    x
        What the metric is measured at, or which metric it is.
    number
        How the axis writes a value, as d3 does; `SHARE` is told with two digits.
    say
        The words at the place of the metric.
    """
    marks = {"metric_value": "champion", "baseline_value": "baseline", "ceiling_value": "ceiling"}
    if has_far_ceiling(rows):
        del marks["ceiling_value"]
    names = {column: say(f"marks.{name}") for column, name in marks.items()}
    long = rows.melt(
        id_vars=[x, "ci_lower", "ci_upper", "customer_count"],
        value_vars=list(names),
        var_name="what",
        value_name="value",
    ).assign(what=lambda rows: rows["what"].map(names))
    across = alt.X(f"{x}:O", sort=None, title=say(x), axis=alt.Axis(labelAngle=0, labelLimit=110))
    told = ("ci_lower", "ci_upper")
    figure = SHARE_TOLD if number == SHARE else number
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=across,
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(zero=False),
                axis=alt.Axis(format=number, tickCount=6),
            ),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(
                    domain=list(names.values()), range=[TEAL, GREY, GOLD][: len(names)]
                ),
                legend=alt.Legend(columns=2),
            ),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(
                    domain=list(names.values()),
                    range=["circle", "square", "diamond"][: len(names)],
                ),
            ),
            tooltip=[
                alt.Tooltip(f"{x}:O", title=say(x) or " "),
                alt.Tooltip("what:N", title=" "),
                alt.Tooltip("value:Q", format=figure, title=" "),
                *(alt.Tooltip(f"{name}:Q", format=figure, title=say(name)) for name in told),
                alt.Tooltip("customer_count:Q", format=",", title=say("customer_count")),
            ],
        )
    )
    intervals = (
        alt.Chart(rows)
        .mark_rule(color=TEAL, strokeWidth=3, opacity=0.45)
        .encode(x=across, y=alt.Y("ci_lower:Q"), y2="ci_upper:Q")
    )
    return specification(intervals + points, say, height=200)


def has_far_ceiling(rows: pd.DataFrame) -> bool:
    """Whether the ceiling would press what is compared into less than half of the chart."""
    compared = rows[["metric_value", "baseline_value", "ci_lower", "ci_upper"]].stack()
    if compared.empty:
        return False
    spread = compared.max() - compared.min()
    return bool(rows["ceiling_value"].max() > compared.max() + spread)


def calibration(rows: pd.DataFrame, champion: str, say: Words) -> dict[str, Any]:
    """Draw what was promised against what happened, a point a tenth of the customers."""
    horizons = [int(horizon) for horizon in sorted(rows["horizon_days"].unique())]
    chosen = alt.param(
        name="horizon",
        value=30 if 30 in horizons else max(horizons, default=30),
        bind=alt.binding_radio(options=horizons, name=say("days")),
    )
    # By the names of the data, whose order, and so each model's colour, no language changes.
    others = sorted(set(rows["model_name"]) - {champion})
    models = [say.value(name) for name in (champion, *others)]
    champion = models[0]
    rows = rows.assign(model_name=rows["model_name"].map(say.value))
    base = alt.Chart(rows).transform_filter("datum.horizon_days == horizon")
    curves = base.mark_line(point=True).encode(
        x=alt.X(
            "mean_probability:Q",
            title=say("promised"),
            axis=alt.Axis(format=SHARE, tickCount=5),
        ),
        y=alt.Y("bought_share:Q", title=say("came"), axis=alt.Axis(format=SHARE, tickCount=5)),
        color=alt.Color(
            "model_name:N",
            scale=alt.Scale(domain=models, range=[TEAL, GOLD, "#7b8794", "#5f370e", "#b83280"]),
            legend=alt.Legend(columns=1, labelLimit=220),
        ),
        strokeWidth=alt.condition(alt.datum.model_name == champion, alt.value(3), alt.value(1.2)),
        order="decile:O",
        tooltip=[
            alt.Tooltip("model_name:N", title=" "),
            alt.Tooltip("decile:O", title=say("decile")),
            alt.Tooltip("customer_count:Q", format=",", title=say("customer_count")),
            alt.Tooltip("mean_probability:Q", format=SHARE_TOLD, title=say("promised")),
            alt.Tooltip("bought_share:Q", format=SHARE_TOLD, title=say("came")),
        ],
    )
    right = base.mark_line(color=GREY, strokeDash=[4, 4]).encode(
        x="mean_probability:Q", y="mean_probability:Q"
    )
    return specification((right + curves).add_params(chosen), say, height=320)


def windows(rows: pd.DataFrame, say: Words) -> dict[str, Any]:
    """Draw promised over came in each window, the windows in their order; the line at 1 is right.

    Twice too many and half too few are as far from right, so the scale is logarithmic.
    """
    days = [say("days", days=number) for number in rows["horizon_days"]]
    order = list(dict.fromkeys(days))
    base = alt.Chart(rows.assign(days=days)).encode(
        y=alt.Y(
            "window:N",
            sort=list(dict.fromkeys(rows["window"])),
            title=None,
            axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=200),
        ),
        yOffset=alt.YOffset("days:N", sort=order),
        color=alt.Color(
            "days:N",
            sort=order,
            scale=alt.Scale(range=[GOLD, TEAL, INK]),
            # One under the other: beside the long names of the windows a phone has no room.
            # As full as the points, not as pale as the intervals.
            legend=alt.Legend(columns=1, symbolOpacity=1),
        ),
        tooltip=[
            alt.Tooltip("window:N", title=" "),
            alt.Tooltip("days:N", title=" "),
            alt.Tooltip("metric_value:Q", format=".2f", title=say("ratio")),
            alt.Tooltip("ci_lower:Q", format=".2f", title=say("ci_lower")),
            alt.Tooltip("ci_upper:Q", format=".2f", title=say("ci_upper")),
        ],
    )
    across = alt.X(
        "ci_lower:Q",
        title=say("ratio"),
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5], format="~r"),
    )
    right = alt.Chart(rows).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=alt.datum(1))
    intervals = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=across, x2="ci_upper:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(x="metric_value:Q")
    height = 60 + 48 * rows["window"].nunique()
    return specification(right + intervals + points, say, height=height)
