"""What customers spend, beside BG/NBD x Gamma-Gamma by `lifetimes`: `make benchmark-value`.

Karat's warehouses are those of `make benchmark`, built where they are missing. The peer learns from
the same purchases as of the same date and is asked about the same customers.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

from benchmarks import measures
from benchmarks.build import build
from benchmarks.logs import LOGS, Log
from benchmarks.measures import Floats, Interval
from benchmarks.results import karat_name
from benchmarks.warehouse import as_of_date, champion, connect
from karat.horizons import VALUE_HORIZONS

SPLIT = "test"
PEER = "BG/NBD x Gamma-Gamma (lifetimes)"
WEEK = 7.0


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
    """

    as_of: date
    histories: pd.DataFrame
    spent: dict[int, Floats]


@dataclass(frozen=True)
class Row:
    """A line of the page: a model at a horizon of a log, and what was measured of it."""

    log: str
    days: int
    model: str
    measured: dict[str, Interval]


def value_task(warehouse: duckdb.DuckDBPyConnection, split: str) -> ValueTask:
    """Read who is known as of a split's date, and what they then spent and kept."""
    as_of = as_of_date(warehouse, split)
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
    return ValueTask(as_of, histories, spent)


def peer_spend(task: ValueTask, horizons: Sequence[int] = VALUE_HORIZONS) -> dict[int, Floats]:
    """Expect spend as the package's own documentation does, from repeat purchases.

    Returns
    -------
    dict
        By horizon: each customer's expected purchases times the expected mean of one. Who has not
        returned is expected to spend on a purchase what the average customer does; whom the package
        gives no number counts as its average customer.
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
    return found


def karat_spend(warehouse: duckdb.DuckDBPyConnection, split: str) -> dict[str, dict[int, Floats]]:
    """Read the backtest of each of Karat's families of value, by horizon, sorted by customer."""
    rows = warehouse.execute(
        "select * from evaluation.customer_value_backtest where split_name = ? "
        "order by customer_id",
        [split],
    ).df()
    return {
        str(name): {
            days: part[f"expected_spend_{days}d"].to_numpy(dtype=float) for days in VALUE_HORIZONS
        }
        for name, part in rows.groupby("model_name")
    }


def gini_parts(expected: Floats, spent: Floats) -> Floats:
    """Return what each customer brings to the Gini coefficient; of equals the middle place."""
    places = (pd.Series(expected).rank().to_numpy() - 0.5) / len(expected)
    return np.asarray(spent * (2 * places - 1))


def measured(log: Log, warehouse: duckdb.DuckDBPyConnection, split: str = SPLIT) -> list[Row]:
    """Measure the peer and every family of Karat's, the champion also above the peer."""
    task = value_task(warehouse, split)
    predictions = {PEER: peer_spend(task)}
    predictions |= {
        karat_name(name): found for name, found in karat_spend(warehouse, split).items()
    }
    shown = karat_name(champion(warehouse, "customer_value"))
    weights = measures.replicate_weights(len(task.histories))
    rows = []
    for days, spent in sorted(task.spent.items()):
        peer = predictions[PEER][days]
        # In shares of the window's mean spend, so that shops of other currencies compare.
        level = np.full(len(spent), spent.mean())
        for name, by_horizon in predictions.items():
            expected = by_horizon[days]
            found = {
                "total": measures.ratio(expected, spent, weights),
                "error": measures.ratio(np.abs(expected - spent), level, weights),
                "gini": measures.ratio(gini_parts(expected, spent), spent, weights),
            }
            if name == shown:
                less_error = np.abs(peer - spent) - np.abs(expected - spent)
                found["error above"] = measures.ratio(less_error, level, weights)
                more_order = gini_parts(expected, spent) - gini_parts(peer, spent)
                found["gini above"] = measures.ratio(more_order, spent, weights)
            rows.append(Row(log.title, days, f"**{name}**" if name == shown else name, found))
    return rows


def page(rows: Sequence[Row], as_of: dict[str, date], left_out: dict[str, str]) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Expected spend beside its peer\n\n"
        "Written by `make benchmark-value`: spend expected of every customer known as of the test\n"
        "date, and what they spent and kept. The peer learns from the same purchases; whom it\n"
        "gives no number counts as its average customer. Karat's champion, in bold, was chosen on\n"
        "validation. Brackets hold 95 % intervals from resampling customers.\n\n"
        "Total: expected over spent, 1 is calibrated. Error: the mean distance from what was\n"
        "spent, in shares of the window's mean spend; who expects nothing of anybody has 1.\n"
        "Order: the Gini coefficient of spend by expected spend, 0 for an order at random. A\n"
        "window that a log does not cover to its end is not measured.\n\n"
        f"Versions: lifetimes {version('lifetimes')}, duckdb {version('duckdb')}."
    ]
    parts += [f"Left out: {title} ({why})." for title, why in left_out.items()]
    for log, day in as_of.items():
        lines = [["days", "model", "total", "error", "order"]]
        gains = []
        for row in (each for each in rows if each.log == log):
            cells = [_shown(row.measured[name]) for name in ("total", "error", "gini")]
            lines.append([str(row.days), row.model, *cells])
            if "gini above" in row.measured:
                error, order = row.measured["error above"], row.measured["gini above"]
                gains.append(
                    f"{row.days} days: error less by {_shown(error)}, order more by {_shown(order)}"
                )
        lines.insert(1, ["---"] * len(lines[0]))
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        parts.append(
            f"## {log}\n\nAs of {day}.\n\n{table}\n\n"
            "The champion against the peer, on the same customers: " + "; ".join(gains) + "."
        )
    return "\n\n".join(parts) + "\n"


def _shown(found: Interval) -> str:
    return f"{found.value:.3f} [{found.lower:.3f}, {found.upper:.3f}]"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.value", description=__doc__)
    parser.add_argument("--logs", default="demo,uci,cdnow,cdnow_sample")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks"))
    parser.add_argument("--output", type=Path, default=Path("docs/value.md"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    rows: list[Row] = []
    as_of: dict[str, date] = {}
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
            as_of[log.title] = as_of_date(warehouse, SPLIT)
        print(f"{log.name}: done", flush=True)
    arguments.output.write_text(page(rows, as_of, left_out), encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
