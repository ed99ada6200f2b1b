"""What the benchmarks read from a warehouse of Karat: the sales known, the answers, Karat's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

HORIZONS = (7, 14, 30, 60, 90)
LONGEST = 90
LANDMARKS = 6
"""Training dates of the peers that learn from rows of customer and date."""


@dataclass(frozen=True)
class TimingTask:
    """When customers buy next, as of a date.

    Attributes
    ----------
    as_of
        Known is what is dated that day or before.
    histories
        One row per customer known, sorted by `customer_id`: RFM as of the date.
    training
        The same rows as of earlier dates, with `days_to_next` (infinite where nobody came within
        the window that had passed) and `days_seen`, the days that had passed since.
    days_to_next
        The answer for each row of `histories`; infinite where the customer did not come.
    days_covered
        Days after the date that the log covers.
    """

    as_of: date
    histories: pd.DataFrame
    training: pd.DataFrame
    days_to_next: npt.NDArray[np.float64]
    days_covered: int

    def horizons(self) -> list[int]:
        """Horizons whose window the log covers to its end."""
        return [days for days in HORIZONS if days <= self.days_covered]


@dataclass(frozen=True)
class ListTask:
    """What customers buy next, as of a date.

    Attributes
    ----------
    as_of, days
        The window is the `days` days after the date.
    history
        `customer_id`, `item_id`, `days` (on which bought) and `last` (days ago) of all purchases
        known.
    items
        Items known: `item_id`, `archetype`, `category`, `is_sellable`, `buyers_90d`.
    bought
        `customer_id`, `item_id`, `archetype`, `category` of what known customers bought then.
    """

    as_of: date
    days: int
    history: pd.DataFrame
    items: pd.DataFrame
    bought: pd.DataFrame

    def buyers(self) -> list[str]:
        """List the customers who bought in the window, in the order of their ids."""
        return sorted(self.bought["customer_id"].unique())


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse for reading."""
    return duckdb.connect(str(warehouse), read_only=True)


def as_of_date(warehouse: duckdb.DuckDBPyConnection, split: str) -> date:
    """Return the date of a split."""
    rows = warehouse.execute(
        "select as_of_date from intermediate.int_as_of_dates where kind = 'split' and role = ?",
        [split],
    ).fetchall()
    (day,) = rows[0]
    assert isinstance(day, date)
    return day


def timing_task(warehouse: duckdb.DuckDBPyConnection, split: str) -> TimingTask:
    """Read who is known as of a split's date, and when they came next."""
    as_of = as_of_date(warehouse, split)
    (first, last) = warehouse.execute(
        "select min(purchase_date), max(purchase_date) from intermediate.int_purchases"
    ).fetchall()[0]
    covered = (last - as_of).days
    histories = _histories(warehouse, as_of, covered)
    steps = [as_of - timedelta(days=LONGEST + 30 * step) for step in range(LANDMARKS)]
    early = [day for day in steps if (day - first).days >= 30] or [first + (as_of - first) / 2]
    training = pd.concat(
        [_histories(warehouse, day, (as_of - day).days) for day in early], ignore_index=True
    )
    return TimingTask(
        as_of, histories, training, histories["days_to_next"].to_numpy(dtype=float), covered
    )


def _histories(warehouse: duckdb.DuckDBPyConnection, day: date, days_seen: int) -> pd.DataFrame:
    """RFM of everyone known on a day, and the days to the next purchase within `days_seen`.

    What had been taken back by the day is no purchase, as for Karat's own models; of the answers,
    what had been by the end of the window.
    """
    return warehouse.execute(
        """
        with purchases as (
            select *, date_diff('day', purchase_date, $day) as age
            from intermediate.int_purchases
        ),
        known as (
            select customer_id, cast(spend as double) as spend, age from purchases
            where age >= 0 and known_from <= $day and $day < known_until
        ),
        future as (
            select customer_id, -max(age) as days_to_next from purchases
            where age < 0 and -age <= $days_seen
                and known_from <= $settled_on and $settled_on < known_until
            group by customer_id
        )
        select customer_id, $day as day, $days_seen as days_seen,
            min(age) as recency, max(age) as tenure, count(*) as purchases,
            avg(spend) as mean_spend, sum(spend) as total_spend,
            count(*) filter (where age < 90) as purchases_90d,
            (max(age) - min(age)) / nullif(count(*) - 1, 0) as mean_gap,
            month($day) as month,
            coalesce(any_value(days_to_next), 'infinity'::double) as days_to_next
        from known left join future using (customer_id)
        group by customer_id order by customer_id
        """,
        {
            "day": day,
            "days_seen": days_seen,
            "settled_on": day + timedelta(days=min(days_seen, LONGEST)),
        },
    ).df()


def karat_timing(warehouse: duckdb.DuckDBPyConnection, split: str) -> dict[str, pd.DataFrame]:
    """Read the backtest of each of Karat's families, sorted by `customer_id`."""
    rows = warehouse.execute(
        "select *, date_diff('day', as_of_date, expected_next_purchase_date) as expected_days "
        "from evaluation.next_purchase_backtest where split_name = ? order by customer_id",
        [split],
    ).df()
    return {str(name): part.reset_index(drop=True) for name, part in rows.groupby("model_name")}


def list_task(warehouse: duckdb.DuckDBPyConnection, split: str, days: int) -> ListTask:
    """Read what is known of customers and items as of a split's date, and what was bought next."""
    as_of = as_of_date(warehouse, split)
    known = {"day": as_of, "split": split, "days": days}
    history = warehouse.execute(
        """
        select customer_id, item_id, count(distinct sale_date) as days,
            date_diff('day', max(sale_date), $day) as last
        from intermediate.int_sales
        where sale_date <= $day and customer_id is not null
            and (taken_back_on is null or taken_back_on > $day)
        group by all order by all
        """,
        {"day": as_of},
    ).df()
    items = warehouse.execute(
        "select item_id, archetype, category, is_sellable, buyers_90d from features.item_features "
        "where split_name = ? order by item_id",
        [split],
    ).df()
    # A new item's archetype is that of Karat's own answers, where these cover the window.
    bought = warehouse.execute(
        """
        select distinct sales.customer_id, sales.item_id,
            coalesce(items.archetype, outcomes.archetype, 'new ' || sales.item_id) as archetype,
            attributes.category
        from intermediate.int_sales as sales
        inner join intermediate.int_item_attributes as attributes using (item_id)
        left join features.item_features as items
            on items.split_name = $split and items.item_id = sales.item_id
        left join features.next_items_outcomes as outcomes
            on outcomes.split_name = $split and outcomes.item_id = sales.item_id
                and outcomes.customer_id = sales.customer_id
        where sales.sale_date > $day and sales.sale_date <= $day + $days::integer
            and (sales.taken_back_on is null or sales.taken_back_on > $day + $days::integer)
            and sales.customer_id in (
                select customer_id from intermediate.int_sales
                where sale_date <= $day and (taken_back_on is null or taken_back_on > $day)
            )
        order by all
        """,
        known,
    ).df()
    return ListTask(as_of, days, history, items, bought)


def karat_lists(warehouse: duckdb.DuckDBPyConnection, split: str) -> dict[str, pd.DataFrame]:
    """Read the lists of each of Karat's families: `customer_id`, `rank`, `item_id`."""
    rows = warehouse.execute(
        "select model_name, customer_id, rank, item_id from evaluation.next_items_backtest "
        "where split_name = ? and rank <= 10 order by all",
        [split],
    ).df()
    return {str(name): part.drop(columns="model_name") for name, part in rows.groupby("model_name")}


def champion(warehouse: duckdb.DuckDBPyConnection, task: str) -> str:
    """Return the family that validation chose for a task."""
    return str(
        warehouse.execute(
            "select model_name from evaluation.model_leaderboard "
            "where task = ? and split_name = 'validation' and is_champion",
            [task],
        ).fetchall()[0][0]
    )
