"""The logs that value is judged on: those of other benchmarks, and one whose seasons were seen."""

from __future__ import annotations

from functools import cache

from benchmarks.logs import LOGS as SHARED_LOGS
from benchmarks.logs import Log
from benchmarks.monitoring.shop import Shop, quiet_shop
from karat.demo.shop import SALES_COLUMNS


@cache
def quiet() -> Shop:
    """Make the simulated shop, once."""
    return quiet_shop()


QUIET = Log(
    "quiet",
    "A simulated jeweller of three years in which nothing changes but the season",
    {"validation_start": "2023-12-02", "test_start": "2024-03-01"},
    make=lambda: quiet().sales[list(SALES_COLUMNS)],
    why="the last year that the log covers, and the 90 days before; each season was seen twice",
)
LOGS = {name: SHARED_LOGS[name] for name in ("demo", "uci", "cdnow", "cdnow_sample")}
LOGS[QUIET.name] = QUIET
