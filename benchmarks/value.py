"""What customers spend, beside BG/NBD x Gamma-Gamma by `lifetimes`: `make benchmark-value`.

Karat's warehouses are those of `make benchmark`, built where they are missing. The peer learns from
the same purchases as of the same date and is asked about the same customers.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy.stats import norm, poisson

from benchmarks import measures
from benchmarks.build import build
from benchmarks.logs import LOGS as SHARED_LOGS
from benchmarks.logs import Log
from benchmarks.measures import Floats, Interval
from benchmarks.monitoring.shop import Shop, quiet_shop
from benchmarks.results import karat_name
from benchmarks.warehouse import as_of_date, champion, connect
from karat.demo.shop import SALES_COLUMNS
from karat.horizons import VALUE_HORIZONS
from karat.when.season import seen_a_year_ago

SPLIT = "test"
YEAR = 365
PEER = "BG/NBD x Gamma-Gamma (lifetimes)"
WEEK = 7.0
CLOSE = 0.1
"""How far off a total may be."""


@cache
def _quiet() -> Shop:
    return quiet_shop()


QUIET = Log(
    "quiet",
    "A simulated jeweller of three years in which nothing changes but the season",
    {"validation_start": "2023-12-02", "test_start": "2024-03-01"},
    make=lambda: _quiet().sales[list(SALES_COLUMNS)],
    why="the last year that the log covers, and the 90 days before; each season was seen twice",
)
LOGS = {name: SHARED_LOGS[name] for name in ("demo", "uci", "cdnow", "cdnow_sample")}
LOGS[QUIET.name] = QUIET


@dataclass(frozen=True)
class ValueTask:
    """What customers spend, as of a date.

    Attributes
    ----------
    as_of
        Known is what is dated that day or before.
    histories
        One row per customer known, sorted by `customer_id`: `purchases`, `recency` and `tenure` in
        days, `total_spend`, `first_spend`.
    spent
        By horizon that the log covers to its end: what each of them spent.
    windows
        The same horizons: what can be known of the window's total.
    """

    as_of: date
    histories: pd.DataFrame
    spent: dict[int, Floats]
    windows: dict[int, Window]


@dataclass(frozen=True)
class Window:
    """What can be known of a total before it is seen.

    Attributes
    ----------
    season
        Share of the window's days whose season the log has shown: those that have enough of the
        shop's purchases around them a year before, as the hazard model asks.
    chance
        Standard error of the total, in shares of it, for who knows each customer's rate and
        spend exactly: the root of the sum of squared purchases over their sum, as purchases
        come by chance (a compound Poisson's).
    observer
        The total that this observer expects, over what was spent, where the log is simulated.
    """

    season: float
    chance: float
    observer: float | None = None

    @property
    def within_reach(self) -> float:
        """How often who knows all rates is off by no more than `CLOSE`."""
        return float(2 * norm.cdf(CLOSE / self.chance) - 1)


@dataclass(frozen=True)
class Expected:
    """What a model expects of each customer.

    Attributes
    ----------
    spend
        By horizon.
    order_value
        What a purchase comes to.
    """

    spend: dict[int, Floats]
    order_value: Floats

    def median(self, days: int) -> Floats:
        """Return the median of the spend, which the absolute error is least by.

        So many orders are expected, each of the expected value; their number is Poisson's. It is 0
        for all who more likely stay away than come.
        """
        orders = self.spend[days] / self.order_value
        return np.asarray(poisson.ppf(0.5, orders) * self.order_value)


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


def value_task(warehouse: duckdb.DuckDBPyConnection, as_of: date) -> ValueTask:
    """Read who is known as of a date that was backtested, and what they then spent and kept."""
    histories = warehouse.execute(
        """
        select customer_id, count(*) as purchases,
            min(date_diff('day', purchase_date, $day)) as recency,
            max(date_diff('day', purchase_date, $day)) as tenure,
            sum(spend)::double as total_spend, min_by(spend, purchase_date)::double as first_spend
        from intermediate.int_purchases
        where purchase_date <= $day and known_from <= $day and $day < known_until
        group by customer_id order by customer_id
        """,
        {"day": as_of},
    ).df()
    outcomes = warehouse.execute(
        "select customer_id, horizon_days, spend::double as spend "
        "from features.customer_spend_outcomes where as_of_date = ? order by customer_id",
        [as_of],
    ).df()
    spent = {}
    for days, rows in outcomes.groupby("horizon_days"):
        if rows["customer_id"].tolist() != histories["customer_id"].tolist():
            raise ValueError(f"the answers are not of the customers that are known on {as_of}")
        spent[int(str(days))] = rows["spend"].to_numpy(dtype=float)
    windows = {days: window(warehouse, as_of, days) for days in spent}
    return ValueTask(as_of, histories, spent, windows)


def window(warehouse: duckdb.DuckDBPyConnection, as_of: date, days: int) -> Window:
    """Tell what could be known of the total of the days after a date."""
    ((first, chance),) = warehouse.execute(
        """
        with known as (
            select distinct customer_id from intermediate.int_purchases
            where purchase_date <= $day and known_from <= $day and $day < known_until
        )
        select
            (select min(purchase_date) from intermediate.int_purchases),
            sqrt(sum(spend::double ^ 2)) / sum(spend::double)
        from intermediate.int_purchases
        semi join known using (customer_id)
        where purchase_date > $day and purchase_date <= $last and spend > 0
        """,
        {"day": as_of, "last": as_of + timedelta(days=days)},
    ).fetchall()
    shop = warehouse.execute(
        """
        select count(purchases.purchase_date)::double as purchase_count
        from range($first::date, $day::date + interval 1 day, interval 1 day) as calendar (day)
        left join intermediate.int_purchases as purchases on purchases.purchase_date = calendar.day
        group by calendar.day order by calendar.day
        """,
        {"first": first, "day": as_of},
    ).fetchnumpy()["purchase_count"]
    seen = seen_a_year_ago(np.asarray(shop, dtype=float), len(shop) + days)
    return Window(float(seen[-days:].mean()), chance)


def peer_spend(task: ValueTask, horizons: Sequence[int] = VALUE_HORIZONS) -> Expected:
    """Expect spend as the package's own documentation does, from repeat purchases.

    Returns
    -------
    Expected
        Each customer's expected purchases times the expected mean of one. Who has not returned is
        expected to spend on a purchase what the average customer does; whom the package gives no
        number counts as its average customer.
    """
    histories = task.histories
    repeats = histories["purchases"] - 1
    age = histories["tenure"] / WEEK
    recency = age - histories["recency"] / WEEK
    mean_spend = (histories["total_spend"] - histories["first_spend"]) / repeats.clip(lower=1)
    came_again = (repeats > 0) & (mean_spend > 0)
    purchases = BetaGeoFitter(penalizer_coef=1e-3)
    purchases.fit(repeats, recency, age)
    spend = GammaGammaFitter()
    spend.fit(repeats[came_again], mean_spend[came_again], q_constraint=True)
    of_one = np.asarray(spend.conditional_expected_average_profit(repeats, mean_spend))
    found = {}
    for days in horizons:
        expected = of_one * np.asarray(
            purchases.conditional_expected_number_of_purchases_up_to_time(
                days / WEEK, repeats, recency, age
            )
        )
        # Its logarithm of a negative series is not a number: new customers, where a + b < 1.
        found[days] = np.where(np.isnan(expected), np.nanmean(expected), expected)
    return Expected(found, of_one)


def karat_spend(warehouse: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, Expected]:
    """Read the backtest of each of Karat's families of value, sorted by customer."""
    rows = warehouse.execute(
        "select * from evaluation.customer_value_backtest "
        "where as_of_date = ? and split_name <> 'customer_holdout' order by customer_id",
        [as_of],
    ).df()
    return {
        karat_name(str(name)): Expected(
            {days: part[f"expected_spend_{days}d"].to_numpy(float) for days in VALUE_HORIZONS},
            part["expected_order_value"].to_numpy(float),
        )
        for name, part in rows.groupby("model_name")
    }


def gini_parts(expected: Floats, spent: Floats) -> Floats:
    """Return what each customer brings to the Gini coefficient; of equals the middle place."""
    places = (pd.Series(expected).rank().to_numpy() - 0.5) / len(expected)
    return np.asarray(spent * (2 * places - 1))


def measured(log: Log, warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    """Measure the peer and every family of Karat's, the champion also above the peer.

    As of the test's date and, where a year after it is not over, of the last date backtested whose
    year is; of the simulated log, whose seasons were all seen, as of every date backtested.
    """
    test = as_of_date(warehouse, SPLIT)
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
            observer=_quiet().purchases_expected(task.as_of, days)
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


def page(rows: Sequence[Row], left_out: dict[str, str]) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Expected spend beside its peer\n\n"
        "Written by `make benchmark-value`: spend expected of every customer known as of the test\n"
        "date, and what they spent and kept. The peer learns from the same purchases; whom it\n"
        "gives no number counts as its average customer. Karat's champion, in bold, was chosen on\n"
        "validation. Brackets hold 95 % intervals from resampling customers. A window that a log\n"
        "does not cover to its end is not measured. Where the year after the test's date is not\n"
        "over, a year is measured as of the last date backtested whose year is; that lies before\n"
        "the validation's, so the champion was chosen by what came later. The simulated log,\n"
        "whose seasons were all seen, is measured as of all dates backtested.\n\n"
        f"Versions: lifetimes {version('lifetimes')}, duckdb {version('duckdb')}."
    ]
    parts += [f"Left out: {title} ({why})." for title, why in left_out.items()]
    parts += [
        _reach(rows),
        "## Customer by customer\n\n"
        "Total: expected over spent, 1 is calibrated. Error: the mean distance from what was\n"
        "spent, in shares of the window's mean spend; who expects nothing of anybody has 1. Of\n"
        "medians: the same where each model is asked for the median of its spend, which this\n"
        "error is least by; it is 0 for most customers, adds up to no total, and is not served.\n"
        "Order: the Gini coefficient of spend by expected spend, 0 for an order at random.",
    ]
    for log, as_of in dict.fromkeys((row.log, row.as_of) for row in rows):
        shown = [row for row in rows if (row.log, row.as_of) == (log, as_of)]
        if log != QUIET.title or shown[0] == next(row for row in rows if row.log == log):
            parts.append(_section(shown))
    return "\n\n".join(parts) + "\n"


def _reach(rows: Sequence[Row]) -> str:
    """Tell of each window's total what could be known of it, and how near it was met."""
    lines = [
        "| log | as of | days | season seen | chance alone | could be within 10 % "
        "| observer's total | the champion's | the peer's | the champion within 10 % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    peers = {(row.log, row.as_of, row.days): row for row in rows if row.model == PEER}
    for row in (each for each in rows if each.is_champion):
        peer = peers[row.log, row.as_of, row.days]
        total = row.measured["total"]
        cells = [
            *(row.log, str(row.as_of), str(row.days), f"{row.window.season:.0%}"),
            *(f"±{1.96 * row.window.chance:.1%}", f"{row.window.within_reach:.0%}"),
            f"{row.window.observer:.3f}" if row.window.observer else "",
            *(_shown(total), _shown(peer.measured["total"]), _met(total)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return (
        "## Totals, and what could be known of them\n\n"
        "Season seen: the share of the window's days around which, a year earlier, the shop had\n"
        "purchases enough to show their season; where it is 0 % nobody can know it from the log.\n"
        "Chance alone: how far off, in 95 of 100 windows, is who knows each customer's rate and\n"
        "what they pay. Could be within 10 %: how often that observer is. Of the simulated log\n"
        "the observer's total is known, which says how far this very window strayed.\n\n"
        + "\n".join(lines)
        + f"\n\n{_counted(rows)}"
    )


def _counted(rows: Sequence[Row]) -> str:
    """Count the windows whose season was seen in which totals are met."""
    seen = [row for row in rows if row.window.season == 1]
    champions = [row for row in seen if row.is_champion]
    peers = [row for row in seen if row.model == PEER]
    holding = sum(_met(row.measured["total"]) != "no" for row in champions)
    told = [
        f"Of {len(champions)} windows whose season was seen wholly, the champion's total is within "
        f"10 % in {_close(champions)}, the peer's in {_close(peers)}; the champion's interval "
        f"holds such a total in {holding}."
    ]
    observers = [row.window.observer for row in champions if row.window.observer]
    if observers:
        told.append(
            f"In the {len(observers)} of the simulated log the observer's own is in "
            f"{sum(abs(total - 1) <= CLOSE for total in observers)}; the champion is within 10 % "
            f"of the observer in {_close_to_observer(champions)}, the peer in "
            f"{_close_to_observer(peers)}. Windows overlap."
        )
    return " ".join(told)


def _close(rows: Sequence[Row]) -> int:
    return sum(_met(row.measured["total"]) == "yes" for row in rows)


def _close_to_observer(rows: Sequence[Row]) -> int:
    return sum(
        abs(row.measured["total"].value / row.window.observer - 1) <= CLOSE
        for row in rows
        if row.window.observer
    )


def _met(total: Interval) -> str:
    """Say whether a total is within `CLOSE`, or whether its interval holds such a one."""
    if abs(total.value - 1) <= CLOSE:
        return "yes"
    return "within its interval" if total.lower <= 1 + CLOSE and total.upper >= 1 - CLOSE else "no"


def _section(rows: Sequence[Row]) -> str:
    """Return the table of a log as of a date, with the champion against the peer."""
    lines = [
        "| days | model | total | error | error of medians | order |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = [_shown(row.measured[name]) for name in ("total", "error", "median error", "order")]
        lines.append(f"| {row.days} | {row.model} | {' | '.join(cells)} |")
    gains = [
        f"{row.days} days: error less by {_shown(row.measured['error above'])}, that of medians by "
        f"{_shown(row.measured['median error above'])}, order more by "
        f"{_shown(row.measured['order above'])}"
        for row in rows
        if row.is_champion
    ]
    table = "\n".join(lines)
    return (
        f"### {rows[0].log}, as of {rows[0].as_of}\n\n{table}\n\n"
        f"The champion against the peer, on the same customers: {'; '.join(gains)}."
    )


def _shown(found: Interval) -> str:
    return f"{found.value:.3f} [{found.lower:.3f}, {found.upper:.3f}]"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.value", description=__doc__)
    parser.add_argument("--logs", default=",".join(LOGS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks"))
    parser.add_argument("--output", type=Path, default=Path("docs/value.md"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    for log in (LOGS[name] for name in arguments.logs.split(",")):
        folder = arguments.folder.resolve() / log.name
        try:
            path, _ = build(log, arguments.data.resolve(), folder, reuse=True)
        except FileNotFoundError as missing:
            left_out[log.title] = str(missing)
            continue
        with connect(path) as warehouse:
            rows += measured(log, warehouse)
        print(f"{log.name}: done", flush=True)
    arguments.output.write_text(page(rows, left_out), encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
