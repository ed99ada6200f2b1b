"""Night after night: how far what comes in has moved, and what was told beside what came."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.dashboard.charts.bars import WRITTEN_AS
from pages.dashboard.charts.look import GOLD, GREY, TEAL, specification
from pages.dashboard.words import Words

ALARM = "#c53030"
DAY = WRITTEN_AS["yearmonthdate"]


def drift(rows: pd.DataFrame, say: Words) -> dict[str, Any]:
    """Draw each night's farthest feature, and from where on far is far."""
    named = rows.assign(feature=[say(f"features.{feature}") for feature in rows["feature"]])
    base = alt.Chart(named).encode(x=_nights("night"))
    far = base.mark_line(color=GOLD, strokeDash=[4, 4]).encode(y="threshold:Q")
    line = base.mark_line(color=TEAL, opacity=0.5).encode(y="distance:Q")
    points = _points(base).encode(
        y=alt.Y("distance:Q", title=say("distance"), axis=alt.Axis(format="~r", tickCount=5)),
        color=_alarming("is_drifted"),
        tooltip=[
            _told_night("night", say),
            alt.Tooltip("feature:N", title=say("feature")),
            alt.Tooltip("distance:Q", format=".2f", title=say("distance")),
            alt.Tooltip("threshold:Q", format=".2f", title=say("threshold")),
        ],
    )
    return specification(far + line + points, say)


def decay(rows: pd.DataFrame, say: Words) -> dict[str, Any]:
    """Draw what was told for each who came, night by night, between what was promised."""
    horizons = [int(horizon) for horizon in sorted(rows["horizon_days"].unique())]
    chosen = alt.param(
        name="decay_horizon",
        value=14 if 14 in horizons else max(horizons, default=14),
        bind=alt.binding_radio(options=horizons, name=say("days")),
    )
    base = (
        alt.Chart(rows)
        .transform_filter("datum.horizon_days == decay_horizon")
        .encode(x=_nights("as_of_date"))
    )
    right = alt.Chart(rows).mark_rule(color=GREY).encode(y=alt.datum(1))
    promised = [
        base.mark_line(color=GOLD, strokeDash=[4, 4]).encode(y=f"{bound}:Q")
        for bound in ("promised_lower", "promised_upper")
    ]
    told = [
        _told_night("as_of_date", say),
        alt.Tooltip("metric_value:Q", format=".2f", title=say("ratio")),
        alt.Tooltip("ci_lower:Q", format=".2f", title=say("ci_lower")),
        alt.Tooltip("ci_upper:Q", format=".2f", title=say("ci_upper")),
        alt.Tooltip("promised_lower:Q", format=".2f", title=say("promised")),
        alt.Tooltip("promised_upper:Q", format=".2f", title=" "),
    ]
    colour = _alarming("is_decayed")
    up = alt.Y(
        "ci_lower:Q",
        title=say("ratio"),
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5], format="~r"),
    )
    intervals = base.mark_rule(strokeWidth=3, opacity=0.45).encode(y=up, y2="ci_upper:Q")
    points = _points(base).encode(y="metric_value:Q", tooltip=told, color=colour)
    layers = alt.layer(right, *promised, intervals.encode(color=colour), points)
    return specification(layers.add_params(chosen), say)


def _nights(column: str) -> alt.X:
    axis = alt.Axis(format=DAY, labelOverlap=True, tickCount=5)
    return alt.X(f"{column}:T", title=None, axis=axis, scale=alt.Scale(padding=8))


def _told_night(column: str, say: Words) -> alt.Tooltip:
    return alt.Tooltip(f"yearmonthdate({column}):T", title=say("night"), format=DAY)


def _points(base: alt.Chart) -> alt.Chart:
    points: alt.Chart = base.mark_point(filled=True, size=60, opacity=1)
    return points


def _alarming(column: str) -> alt.Color:
    """Colour what raised an alarm, and leave all else quiet."""
    return alt.Color(
        f"{column}:N", scale=alt.Scale(domain=[False, True], range=[TEAL, ALARM]), legend=None
    )
