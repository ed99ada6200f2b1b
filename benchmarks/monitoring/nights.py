"""
Nights of the monitoring models without a night's whole build.

A quiet shop's export goes through dbt once, as far as its sales and items. Where something is to
happen it happens to those tables. Then each night is given what it would have known: the tables up
to its day, the shop's true chances as predictions, and what the night before left. The models of
`models/monitoring` that lead to `nights` and to `retraining_decisions` run on that, as dbt compiles
them for a run with kept fits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.monitoring.shop import PLANTED, Shop
from karat.demo.shop import SALES_COLUMNS
from karat.horizons import HORIZONS
from karat.last_publication import LAST_TABLES

PROJECT = Path(__file__).parents[2]
TAKEN = ("stg_sales", "stg_identity_days", "int_item_attributes")
RETRAINED_EVERY = 7

AFTER = f"sale_date >= date '{PLANTED}'"
AUTUMN = "sale_date between date '2024-09-02' and date '2024-11-30'"
SALES = {
    "a price rise of 20 %": (
        f"cast(case when {AFTER} then 1.2 * price else price end as decimal(18, 2)) as price",
    ),
    "a new category": (
        f"case when {AFTER} and hash(sale_id) % 10 = 0 then 'spoon ' || hash(sale_id) % 40"
        " else item_id end as item_id",
    ),
    "a changed season": (
        f"case when {AUTUMN} and hash(customer_id, sale_date) % 10 < 6"
        " then sale_date - 91 else sale_date end as sale_date",
    ),
}
"""What becomes of the sales' columns where something happens."""
LEFT_OUT = {
    "a fit gone stale": (
        f"not ({AFTER} and sale_date > first_date and hash(customer_id, sale_date) % 2 = 0)"
    ),
}
"""Which sales there still are: half of the returning customers' visits."""
UNREAD = {"a lost month": "strftime(sale_date, '%Y-%m') <> '2024-03'"}
"""Which sales an export from then on holds."""
WRITTEN = {
    "a broken phone column": (
        f"case when identified_by = 'phone' and {AFTER} then 'name_with_phone'"
        " else identified_by end"
    ),
}
"""How an export from then on says who bought."""
RENAMED = "case when hash(customer_id) % 10 = 0 then 'new ' || customer_id else customer_id end"
HAPPENINGS = (
    *("a price rise of 20 %", "a new category", "a lost month", "a broken phone column"),
    *("a changed season", "a tenth of the customers under new ids", "a fit gone stale"),
)


@dataclass(frozen=True)
class Staged:
    """An export in a warehouse, and the SQL of what watches it, in the order of its references."""

    warehouse: Path
    models: dict[str, str]


def stage(shop: Shop, folder: Path) -> Staged:
    """Take a shop's export through dbt until its purchases, and compile what watches it."""
    folder.mkdir(parents=True, exist_ok=True)
    export = folder / "sales.csv"
    shop.sales[list(SALES_COLUMNS)].to_csv(export, index=False, date_format="%Y-%m-%d")
    warehouse = folder / "karat.duckdb"
    warehouse.unlink(missing_ok=True)
    _dbt(folder, export, "build", "--exclude-resource-type", "test", "unit_test", "--select",
         *(f"+{name}" for name in TAKEN))  # fmt: skip
    _dbt(folder, export, "compile", "--select", "path:models/monitoring", fits="active")
    nodes = {
        node["name"]: node
        for node in json.loads((folder / "target" / "manifest.json").read_text())["nodes"].values()
        if node["resource_type"] == "model" and node["path"].startswith("monitoring/")
    }
    parents = {
        name: {
            parent.split(".")[-1]
            for parent in node["depends_on"]["nodes"]
            if parent.startswith("model.")
        }
        & nodes.keys()
        for name, node in nodes.items()
    }
    wanted = {"nights", "retraining_decisions"}
    while new := {parent for name in wanted for parent in parents[name]} - wanted:
        wanted |= new
    order = TopologicalSorter({name: parents[name] for name in wanted}).static_order()
    return Staged(
        warehouse,
        {f"{nodes[name]['schema']}.{name}": nodes[name]["compiled_code"] for name in order},
    )


class Watch:
    """
    One shop, watched night after night.

    Attributes
    ----------
    decisions
        Whether each night called for a training, and why. Where it `decides`, the fits are those
        that were called for; else they are a week old at most.
    """

    def __init__(
        self, shop: Shop, staged: Staged, happens: str = "", *, decides: bool = False
    ) -> None:
        self.shop = shop
        self.happens = happens
        self.is_promised = False
        self.decisions = pd.DataFrame()
        self._decides = decides
        self._trained: date | None = None
        self._models = staged.models
        self._connection = connection = duckdb.connect()
        connection.execute("attach ':memory:' as karat; use karat; set threads = 1")
        connection.execute(f"attach '{staged.warehouse}' as staged (read_only)")
        for schema in ("private", "staging", "intermediate", "marts", "registry",
                       "monitoring", "monitoring_steps"):  # fmt: skip
            connection.execute(f"create schema {schema}")
        connection.execute(
            "create table intermediate.int_item_attributes as"
            " select item_id, category, metal from staged.intermediate.int_item_attributes"
            " union all select 'spoon ' || range, 'tableware', 'silver' from range(40)"
        )
        connection.execute(
            f"""
            create table happened as
            select sales.* replace ({", ".join([*SALES.get(happens, ()), "sale_id as sale_id"])})
            from staged.staging.stg_sales as sales
            left join (
                select customer_id, min(sale_date) as first_date
                from staged.staging.stg_sales group by customer_id
            ) as firsts using (customer_id)
            where {LEFT_OUT.get(happens, "true")}
            """
        )
        # The customer's number in the simulation, by id: a sale's row in the export tells both.
        rows = pd.DataFrame(
            {
                "source_row": range(2, 2 + len(shop.sales)),
                "customer": shop.sales["customer"].to_numpy(),
            }
        )
        connection.register("rows", rows)
        connection.execute(
            "create table numbers as select customer, min(customer_id) as customer_id"
            " from staged.staging.stg_sales inner join rows using (source_row)"
            " where customer_id is not null group by customer"
        )
        connection.execute(
            """
            create table registry.served_comparison (
                trained_until date, judged_night date, window_days integer,
                served_brier_score double, fitted_brier_score double,
                difference double, difference_lower double, difference_upper double,
                is_worse boolean, is_synthetic boolean
            )
            """
        )
        for name, (_, schema) in LAST_TABLES.items():
            connection.register("empty", schema.empty_table())
            connection.execute(f"create table private.{name} as from empty")

    def promise(self, nights: list[date]) -> None:
        """Take what the predictions of some past nights came to for what was promised."""
        last = max(nights) + timedelta(days=max(HORIZONS))
        for night in nights:
            self._predict(night)
            self._connection.execute(f"insert into private.last_predictions {self._chances()}")
        self._night(last)
        self._connection.execute(
            """
            create or replace table private.last_promises as
            select
                cast(as_of_date as varchar) as split_name,
                model_name,
                metric_name,
                horizon_days,
                ci_lower,
                ci_upper,
                is_synthetic
            from monitoring.decay where segment_kind = 'all'
            """
        )
        self._connection.execute("delete from private.last_predictions")
        self.is_promised = True

    def watch(self, nights: list[date]) -> Iterator[pd.DataFrame]:
        """Run nights one after another, each on what the one before it published."""
        if self._decides:
            self._trained = nights[0]
        for night in nights:
            self._night(night)
            if self._decides and self._is_training_needed(night):
                self._trained = night
                self._night(night)
            for name in ("predictions", "months", "nights", "alarms", "decisions"):
                table, schema = LAST_TABLES[f"last_{name}"]
                columns = ", ".join(schema.names)
                self._connection.execute(
                    f"create or replace table private.last_{name} as select {columns} from {table}"
                )
            decided = self._connection.execute(
                "select cast(night as varchar) as night, decision, reasons"
                " from monitoring.retraining_decisions where night = ?",
                [night],
            ).df()
            self.decisions = pd.concat([self.decisions, decided])
            yield self._connection.execute(
                "select rule, subject, cast(since as varchar) as since, sentence"
                " from monitoring.alarms where night = ? order by rule, subject",
                [night],
            ).df()

    def _is_training_needed(self, night: date) -> bool:
        """Whether a night calls for a training; if so it is told as done, as the command does."""
        self._connection.execute(
            """
            insert into private.last_decisions
            select * replace ('promoted' as decision) from monitoring.retraining_decisions
            where night = ? and decision = 'needed'
            """,
            [night],
        )
        told = "select count(*) from private.last_decisions where night = ?"
        return self._connection.execute(told, [night]).fetchall() == [(1,)]

    def _night(self, night: date) -> None:
        self._know(night)
        self._predict(night)
        for table, sql in self._models.items():
            self._connection.execute(f"create or replace table {table} as {sql}")

    def _know(self, night: date) -> None:
        """Leave what was known by a night."""
        happens = self.happens if night >= PLANTED else ""
        trained = night - timedelta(days=night.toordinal() % RETRAINED_EVERY)
        if happens == "a fit gone stale":
            trained = PLANTED
        if self._trained is not None:
            trained = self._trained
        known = f"sale_date <= date '{night}' and {UNREAD.get(happens, 'true')}"
        customer = RENAMED if happens == "a tenth of the customers under new ids" else "customer_id"
        for sql in (
            f"""
            create or replace table staging.stg_sales as
            select * replace ({customer} as customer_id) from happened where {known}
            """,
            f"""
            create or replace table staging.stg_identity_days as
            select sale_date, {WRITTEN.get(happens, "identified_by")} as identified_by, row_count
            from staged.staging.stg_identity_days where {known}
            """,
            """
            create or replace table intermediate.int_purchases as
            select distinct
                customer_id,
                sale_date as purchase_date,
                date '0001-01-01' as known_from,
                date '9999-12-31' as known_until
            from staging.stg_sales where customer_id is not null
            """,
            """
            create or replace table intermediate.int_sales_window as
            select
                min(sale_date) as first_sale_date,
                max(sale_date) as last_sale_date,
                min(sale_date) as test_start,
                count(*) as sale_count,
                false as is_synthetic
            from staging.stg_sales
            """,
            """
            create or replace table marts.dim_customers as
            select customer_id, min(town) as town from staging.stg_sales
            where customer_id is not null group by customer_id
            """,
            f"""
            create or replace table registry.fitted_version as
            select
                'v{trained}' as version,
                date '{trained}' as trained_until,
                count(*) as sale_count
            from staging.stg_sales where sale_date <= date '{trained}'
            """,
        ):
            self._connection.execute(sql)

    def _predict(self, night: date) -> None:
        """Leave a night's predictions: the chances of the shop as it was fitted."""
        self._connection.register("chances", self.shop.chances(night))
        self._connection.execute(
            f"""
            create or replace table marts.customer_next_purchase as
            select date '{night}' as as_of_date, numbers.customer_id, 'fit' as model_name,
                chances.* exclude (customer), false as is_synthetic
            from chances inner join numbers using (customer)
            """
        )

    def _chances(self) -> str:
        chances = ", ".join(f"cast(round(10000 * probability_{h}d) as integer)" for h in HORIZONS)
        return (
            f"select as_of_date, customer_id, model_name, {chances}, is_synthetic"
            " from marts.customer_next_purchase"
        )


def _dbt(folder: Path, export: Path, *arguments: str, fits: str = "") -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("KARAT_")}
    ended = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt").as_posix(), *arguments),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ],
        cwd=PROJECT,
        env=settings
        | {
            "KARAT_SALES": str(export),
            "KARAT_WAREHOUSE": str(folder / "karat.duckdb"),
            "KARAT_PUBLISHED": str(folder / "published.duckdb"),
            "KARAT_FITS": fits,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"dbt {arguments[0]}: {(ended.stdout + ended.stderr)[-4000:]}")
