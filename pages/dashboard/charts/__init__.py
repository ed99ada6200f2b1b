"""The kinds of charts that boards use, in Altair; each gives a Vega-Lite specification."""

from pages.dashboard.charts.bars import (
    bars,
    bars_in_time,
    bars_with_ranges,
    before_and_after,
    horizontal_bars,
    line,
)
from pages.dashboard.charts.look import SHARE
from pages.dashboard.charts.maps import grid, rfm_map, two_sides
from pages.dashboard.charts.metrics import calibration, has_far_ceiling, metric, windows
from pages.dashboard.charts.nights import decay, drift
from pages.dashboard.charts.rhythm import rhythm

__all__ = [
    "SHARE",
    "bars",
    "bars_in_time",
    "bars_with_ranges",
    "before_and_after",
    "calibration",
    "decay",
    "drift",
    "grid",
    "has_far_ceiling",
    "horizontal_bars",
    "line",
    "metric",
    "rfm_map",
    "rhythm",
    "two_sides",
    "windows",
]
