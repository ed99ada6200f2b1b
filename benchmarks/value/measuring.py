"""Measure the peer and Karat's families of value on the same customers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from benchmarks import measures
from benchmarks.logs import Log
from benchmarks.measures import Floats, Interval
from benchmarks.results import karat_name
from benchmarks.value.logs import QUIET, quiet
from benchmarks.value.tasks import (
    PEER,
    Expected,
    ValueTask,
    Window,
    karat_spend,
    peer_spend,
    value_task,
)
from benchmarks.warehouse import as_of_date, champion

YEAR = 365


@dataclass(frozen=True)
class Row:
    """A line of the page: a model at a horizon of a log, and what was measured of it."""

    log: str
    as_of: date
    days: int
    model: str
    window: Window
    measured: dict[str, Interval]

    @property
    def is_champion(self) -> bool:
        """Whether this is the family that validation chose."""
        return "order above" in self.measured


def gini_parts(expected: Floats, spent: Floats) -> Floats:
    """Return what each customer brings to the Gini coefficient; of equals the middle place."""
    places = (pd.Series(expected).rank().to_numpy() - 0.5) / len(expected)
    return np.asarray(spent * (2 * places - 1))


def measured(log: Log, warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    """Measure the peer and every family of Karat's, the champion also above the peer.

    As of the test's date and, where a year after it is not over, of the last date backtested whose
    year is; of the simulated log, whose seasons were all seen, as of every date backtested.
    """
    test = as_of_date(warehouse, "test")
    rows = _measured_as_of(test, log, warehouse)
    earlier = [
        day
        for (day,) in warehouse.execute(
            """
            select distinct as_of_date from evaluation.customer_value_backtest
            where as_of_date < ? and as_of_date in
                (select as_of_date from features.customer_spend_outcomes where horizon_days = ?)
            order by as_of_date desc
            """,
            [test, YEAR],
        ).fetchall()
    ]
    if log == QUIET:
        return rows + [row for day in earlier for row in _measured_as_of(day, log, warehouse)]
    years = _measured_as_of(earlier[0], log, warehouse) if earlier else []
    return rows + [row for row in years if row.days == YEAR]


def _measured_as_of(as_of: date, log: Log, warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    task = value_task(warehouse, as_of)
    windows = _observed(task) if log == QUIET else task.windows
    predictions = {PEER: peer_spend(task)} | karat_spend(warehouse, as_of)
    shown = karat_name(champion(warehouse, "customer_value"))
    weights = measures.replicate_weights(len(task.histories))
    rows = []
    for days, spent in sorted(task.spent.items()):
        parts = {name: _parts(found, days, spent) for name, found in predictions.items()}
        # In shares of the window's mean spend, so that shops of other currencies compare.
        level = np.full(len(spent), spent.mean())
        over = {"total": spent, "error": level, "median error": level, "order": spent}
        for name, part in parts.items():
            found = {
                measure: measures.ratio(part[measure], over[measure], weights) for measure in over
            }
            if name == shown:
                for measure, sign in {"error": -1, "median error": -1, "order": 1}.items():
                    more = sign * (part[measure] - parts[PEER][measure])
                    found[f"{measure} above"] = measures.ratio(more, over[measure], weights)
            title = f"**{name}**" if name == shown else name
            rows.append(Row(log.title, as_of, days, title, windows[days], found))
    return rows


def _observed(task: ValueTask) -> dict[int, Window]:
    """Add what who knows the simulated customers' rates expects; what they pay is alike for all."""
    a_purchase = task.histories["total_spend"].sum() / task.histories["purchases"].sum()
    return {
        days: replace(
            window,
            observer=quiet().purchases_expected(task.as_of, days)
            * a_purchase
            / task.spent[days].sum(),
        )
        for days, window in task.windows.items()
    }


def _parts(found: Expected, days: int, spent: Floats) -> dict[str, Floats]:
    """Return what each customer brings to each measure."""
    expected = found.spend[days]
    return {
        "total": expected,
        "error": np.abs(expected - spent),
        "median error": np.abs(found.median(days) - spent),
        "order": gini_parts(expected, spent),
    }
