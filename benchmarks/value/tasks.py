"""What is asked of models of value, what came of it, and what the models say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy.stats import norm, poisson

from benchmarks.measures import Floats
from benchmarks.results import karat_name
from karat.horizons import VALUE_HORIZONS
from karat.when.season import seen_a_year_ago

PEER = "BG/NBD x Gamma-Gamma (lifetimes)"
WEEK = 7.0
CLOSE = 0.1
"""How far off a total may be."""


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
