"""How every chart looks: colours, letters, numbers as the language writes them."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.dashboard.words import Words

INK, GREY, GOLD, TEAL = "#1f2933", "#9aa5b1", "#b7791f", "#0b6e6e"

SHARE, SHARE_TOLD = "~%", ".2p"
"""How d3 writes a share: on an axis with the digits that its steps need, else with two."""

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
        "labelSeparation": 6,
    },
    "legend": {"orient": "top", "title": None, "labelColor": INK},
    "bar": {"cornerRadiusEnd": 2},
}


def specification(chart: alt.TopLevelMixin, say: Words, height: int = 260) -> dict[str, Any]:
    """Return the chart as wide as its place on the page."""
    sized: Any = chart
    return dict(
        sized.properties(width="container", height=height, background="transparent")
        .configure(**CONFIG, **say.chart_locale)
        .to_dict()
    )


def short(say: Words) -> str:
    """Return the expression that writes a number of an axis; d3 writes a milliard as G."""
    written = "format(datum.value, '~s')"
    for letter, word in say.said("short").items():
        written = f"replace({written}, '{letter}', '{word}')"
    return written
