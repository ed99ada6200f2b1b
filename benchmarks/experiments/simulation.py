"""Simulated experiments on a shop's own customers, assigned and read out by the project's models.

A build's warehouse tells what each customer did in the 90 days after the test window's eve, nobody
having been treated. Each simulated experiment draws customers from these, is assigned by the
compiled SQL of `assignments`, gets its planted effect, and is read out by the compiled SQL of the
models from `experiment_values` to `readout`, in a database in memory.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

STARTS_ON = date(2026, 1, 1)
DAYS = 90
STEPS = ("experiment_values", "adjusted_values", "arm_values")
METRICS = ("conversion", "revenue_per_customer", "average_order_value", "retention")


@dataclass(frozen=True)
class Study:
    """Experiments of one kind.

    Attributes
    ----------
    experiments, customers
        How many, and how many customers in each, those held out included.
    effect
        The stated response: a treated customer's chance to buy is so much higher, relatively; who
        buys because of it pays what some other buyer paid.
    interval_kinds
        As an experiment declares it; each experiment is read with each.
    looks
        The days, from 1, after which each experiment is read.
    days
        Its length.
    """

    experiments: int
    customers: int
    effect: float = 0.0
    interval_kinds: tuple[str, ...] = ("fixed_horizon",)
    looks: tuple[int, ...] = (DAYS,)
    days: int = DAYS


def compiled(folder: Path, rooms: Sequence[str] = ("experiments",)) -> dict[str, str]:
    """Compile the models of some folders, those of experiments, by their names."""
    subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt").as_posix(), "--quiet", "compile"),
            *("--select", *(f"path:models/{room}" for room in rooms)),
            *("--exclude", "resource_type:test", "resource_type:unit_test"),
            *("--target-path", str(folder), "--no-introspect", "--no-populate-cache"),
        ],
        check=True,
    )
    return models_in(folder, rooms)


def models_in(target: Path, rooms: Sequence[str] = ("experiments",)) -> dict[str, str]:
    """Read the models of those folders that dbt has compiled into its target folder."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for room in rooms
        for path in target.glob(f"compiled/**/models/{room}/**/*.sql")
        if not any(part.endswith(".yml") for part in path.parts)  # those are tests
    }


class Shop:
    """A shop's customers, what was known of them, and what they did when nobody was treated."""

    def __init__(self, warehouse: Path) -> None:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            self.customers = connection.sql(
                f"""
                select * from experiments_steps.plan_outcomes
                where window_days = {DAYS} order by customer_id
                """
            ).df()
            self.plan_values = connection.sql("select * from experiments_steps.plan_values").df()
            self.daily = connection.sql(
                f"""
                with test_date as (
                    select as_of_date from intermediate.int_as_of_dates where role = 'test'
                )
                select
                    sales.customer_id,
                    cast(sales.sale_date - test_date.as_of_date as integer) as day,
                    cast(sum(sales.price) as double) as revenue
                from staging.stg_sales as sales cross join test_date
                where
                    sales.sale_date - test_date.as_of_date between 1 and {DAYS}
                    and (
                        sales.taken_back_on is null
                        or sales.taken_back_on - test_date.as_of_date > {DAYS}
                    )
                group by all
                order by all
                """
            ).df()

    @cached_property
    def orders(self) -> npt.NDArray[np.float64]:
        """Revenue of each customer (row) on each day (column)."""
        revenue = np.zeros((len(self.customers), DAYS))
        rows = pd.Index(self.customers["customer_id"]).get_indexer(self.daily["customer_id"])
        known = rows >= 0
        days = self.daily["day"].to_numpy(dtype=int)[known] - 1
        revenue[rows[known], days] = self.daily["revenue"].to_numpy(dtype=float)[known]
        return revenue

    def truths(self, effect: float) -> dict[str, float]:
        """Return the relative change of each metric that the stated response makes."""
        buys = float((self.orders.sum(axis=1) > 0).mean())
        orders = float((self.orders > 0).sum(axis=1).mean())
        return {
            "conversion": effect,
            "revenue_per_customer": effect,
            "average_order_value": (1 + effect) * orders / (orders + effect * buys) - 1,
            "retention": 0.0,
        }


class Laboratory:
    """A database in memory that the compiled models run in."""

    def __init__(self, shop: Shop, models: dict[str, str], warehouse: Path) -> None:
        self._shop, self._models = shop, models
        self._connection = duckdb.connect()
        self._connection.execute(f"attach ':memory:' as \"{warehouse.stem}\"")
        self._connection.execute(f'use "{warehouse.stem}"')
        for schema in (
            *("registry", "marts", "staging", "intermediate"),
            *("experiments", "experiments_steps"),
        ):
            self._connection.execute(f"create schema {schema}")

    def plan(self, plan_values: pd.DataFrame, customers: int) -> pd.DataFrame:
        """Plan by the project's own model, for a population of so many customers."""
        self._connection.register("given_values", plan_values)
        self._sales_window()
        self._connection.execute(
            f"""
            create or replace table experiments_steps.plan_values as from given_values;
            create or replace table marts.dim_customers as
            select 'c' || number as customer_id, 'loyal' as rfm_segment
            from range({customers}) as numbers(number);
            """
        )
        return self._frame(self._models["plan"])

    def run(self, study: Study, seed: int, chunk: int = 50) -> pd.DataFrame:
        """Return the readout of all experiments, a row each metric, arm and look."""
        parts = []
        for first in range(0, study.experiments, chunk):
            names = [
                f"sim_{seed}_{number}"
                for number in range(first, min(first + chunk, study.experiments))
            ]
            generator = np.random.default_rng([seed, first])
            parts.append(self._read(study, names, generator))
        return pd.concat(parts, ignore_index=True)

    def outcomes(self) -> pd.DataFrame:
        """Return the outcomes that were read last."""
        return self._frame("from experiments.outcomes")

    def _read(
        self, study: Study, names: Sequence[str], generator: np.random.Generator
    ) -> pd.DataFrame:
        assigned = self._assigned(study, names)
        tables = list(self._outcomes(study, assigned, generator))
        whole = pd.concat(tables, ignore_index=True)
        self._connection.register("given_outcomes", whole)
        self._connection.execute(
            """
            create or replace table experiments.outcomes as
            select * replace (cast(revenue as decimal(18, 2)) as revenue) from given_outcomes
            """
        )
        looks = pd.DataFrame(
            [(f"{name}_{look}", name) for name in names for look in study.looks],
            columns=["look_name", "name"],
        )
        self._connection.register("given_looks", looks)
        self._connection.execute(
            """
            create or replace table registry.experiment_declarations as
            select declared.* replace (looks.look_name as experiment_name)
            from registry.experiment_declarations as declared
            inner join given_looks as looks on declared.experiment_name = looks.name
            """
        )
        for name in STEPS:
            self._connection.execute(
                f"create or replace table experiments_steps.{name} as {self._models[name]}"
            )
        parts = []
        for kind in study.interval_kinds:
            self._connection.execute(
                "update registry.experiment_declarations set interval_kind = ?", [kind]
            )
            parts.append(self._frame(self._models["readout"]))
        return pd.concat(parts, ignore_index=True)

    def _assigned(self, study: Study, names: Sequence[str]) -> pd.DataFrame:
        declared = pd.DataFrame(
            [
                {
                    "experiment_name": name,
                    "arm": arm,
                    "share": 0.5,
                    "share_from": share_from,
                    "starts_on": STARTS_ON,
                    "ends_on": STARTS_ON + timedelta(days=study.days - 1),
                    "population": "all",
                    "primary_metric": "conversion",
                    "interval_kind": "fixed_horizon",
                    "has_started": False,
                }
                for name in names
                for arm, share_from in (("control", 0.0), ("call", 0.5))
            ]
        )
        self._connection.register("given_declarations", declared)
        self._sales_window()
        self._connection.execute(
            f"""
            create or replace table registry.experiment_declarations as
            select * replace (starts_on::date as starts_on, ends_on::date as ends_on)
            from given_declarations;
            create or replace table marts.dim_customers as
            select
                'c' || number as customer_id, 'any' as rfm_segment,
                date '{STARTS_ON}' - 1 as as_of_date, true as is_synthetic
            from range({study.customers}) as numbers(number);
            create or replace table marts.customer_next_purchase (
                customer_id varchar, probability_90d double, expected_revenue_90d double
            );
            create or replace table staging.stg_sales (
                customer_id varchar, price decimal(18, 2), sale_date date, taken_back_on date
            );
            """
        )
        return self._frame(
            f"select experiment_name, customer_id, arm from ({self._models['assignments']})"
            " order by all"
        )

    def _frame(self, sql: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._connection.sql(sql).df()
        return frame

    def _sales_window(self) -> None:
        self._connection.execute(
            f"""
            create or replace table intermediate.int_sales_window as
            select date '{STARTS_ON}' - 1 as last_sale_date, true as is_synthetic
            """
        )

    def _outcomes(
        self, study: Study, assigned: pd.DataFrame, generator: np.random.Generator
    ) -> Iterator[pd.DataFrame]:
        """Yield what had come of the customers at each look."""
        drawn = generator.integers(len(self._shop.customers), size=len(assigned))
        daily = self._shop.orders[:, : study.days]
        facts = self._shop.customers.iloc[drawn].reset_index(drop=True)
        spend = daily.sum(axis=1)
        buyers = np.flatnonzero(spend)
        share = len(buyers) / len(spend)
        responds = (
            (assigned["arm"] == "call").to_numpy()
            & (spend[drawn] == 0)
            & (generator.random(len(assigned)) < study.effect * share / (1 - share))
        )
        added = np.where(responds, spend[generator.choice(buyers, size=len(assigned))], 0.0)
        for look in study.looks:
            seen = daily[:, :look]
            yield pd.DataFrame(
                {
                    "experiment_name": assigned["experiment_name"] + f"_{look}",
                    "customer_id": assigned["customer_id"],
                    "arm": assigned["arm"],
                    "rfm_segment": facts["rfm_segment"],
                    "read_until": STARTS_ON + timedelta(days=look - 1),
                    "first_shown_at": pd.NaT,
                    "order_count": (seen > 0).sum(axis=1)[drawn] + responds,
                    "revenue": seen.sum(axis=1)[drawn] + added,
                    "is_retained": facts["is_retained"].astype(bool)
                    if look == DAYS
                    else pd.Series(None, index=facts.index, dtype="boolean"),
                    "past_spend": facts["past_spend"],
                    "predicted_probability": facts["predicted_probability"],
                    "predicted_revenue": facts["predicted_revenue"],
                    "is_synthetic": True,
                }
            )
