"""Planted shops in which calls help only some: a past experiment, and the campaign that goes by it.

A shop's experiment is read out by the compiled SQL of `models/experiments`, and its campaign ranked
by that of `models/campaigns`, in a database in memory. What calls truly bring is known, since it
was planted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from benchmarks.experiments.simulation import STEPS

ROOMS = ("experiments", "campaigns")
SEGMENTS = 10
CALLED = 0.05
"""Share of the customers whom a campaign contacts at most."""
COST = 1500.0
SEGMENT_STEPS = ("segment_values", "segment_ratios")


@dataclass(frozen=True)
class Kind:
    """Shops of one kind.

    Attributes
    ----------
    name
        What the page calls it.
    customers
        Of a shop; half of them were called in its experiment.
    lifts
        By how much a call raises the chance, relatively: in one half of the segments, and in the
        other. Which segment is in which half is drawn for each shop.
    """

    name: str
    customers: int
    lifts: tuple[float, float]

    def customers_of(self, shop: str, draw: np.random.Generator) -> pd.DataFrame:
        """Draw a shop: chances, order values, what a call adds, and what came of the experiment."""
        segment = draw.integers(SEGMENTS, size=self.customers)
        lifts = draw.permutation(np.repeat(self.lifts, SEGMENTS // 2))[segment]
        means = np.linspace(0.08, 0.4, SEGMENTS)[segment]
        chance = draw.beta(4 * means, 4 * (1 - means))
        rise = np.minimum(chance * lifts, 1 - chance)
        is_called = draw.random(self.customers) < 0.5
        buys = draw.random(self.customers) < chance + rise * is_called
        worth = 50_000 * np.exp(0.8 * draw.standard_normal(self.customers))
        return pd.DataFrame(
            {
                "shop": shop,
                "customer_id": [f"{shop} {number}" for number in range(self.customers)],
                # Segments of shops in one database are told apart by the shop.
                "rfm_segment": [f"{shop} {number}" for number in segment],
                "chance": chance,
                "worth": worth,
                "rise": rise,
                "gain": rise * worth - COST,
                "arm": np.where(is_called, "call", "control"),
                "buys": buys,
                "past_spend": chance * worth,
            }
        )


class Laboratory:
    """A database in memory that the compiled models run in."""

    def __init__(self, models: dict[str, str], catalogue: str) -> None:
        self._models = models
        self._connection = duckdb.connect()
        self._connection.execute(
            f"""
            attach ':memory:' as "{catalogue}";
            use "{catalogue}";
            """
        )
        for schema in ("registry", "marts", "staging", "intermediate", *ROOMS, "experiments_steps"):
            self._connection.execute(f"create schema {schema}")
        self._connection.execute(
            """
            create table staging.stg_contacts
                (customer_id varchar, contacted_on date, is_wrong_number boolean);
            create table experiments.assignments
                (experiment_name varchar, customer_id varchar, arm varchar);
            create table intermediate.int_sales_window as
            select date '2026-03-31' as last_sale_date, true as is_synthetic;
            """
        )

    def shops(self, customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Read out the experiments of some shops, and rank their campaigns.

        Returns
        -------
        tuple
            What each list truly brings, a row a shop: by chance, by expected gain of one response
            for all, by that of each segment, and by the truth; shops whose experiment has shown
            nothing have no row. And what was said of each segment, beside the truth.
        """
        self._connection.register("customers", customers)
        self._read_out()
        segments = self._connection.sql(
            """
            with truths as (
                select rfm_segment, sum(rise) / sum(chance) as truth
                from customers group by rfm_segment
            )
            select lifts.*, truths.truth
            from experiments.segment_lifts as lifts
            inner join truths on lifts.rfm_segment = truths.rfm_segment
            """
        ).df()
        self._declare()
        lists = {"by segment": self._listed()}
        self._connection.execute("delete from experiments.segment_lifts")
        lists["one response"] = self._listed()
        asked = customers[customers["shop"].isin(set(lists["one response"]["shop"]))]
        most = round(CALLED * len(customers) / customers["shop"].nunique())
        for name, order in (("by chance", "chance"), ("by the truth", "gain")):
            best = asked.sort_values([order, "customer_id"], ascending=[False, True])
            lists[name] = best.groupby("shop").head(most)
        gains = pd.DataFrame(
            {name: rows.groupby("shop")["gain"].sum() for name, rows in lists.items()}
        )
        return gains, segments

    def _read_out(self) -> None:
        self._connection.execute(
            """
            create or replace table registry.experiment_declarations as
            select
                shop as experiment_name, arm, date '2025-10-01' as starts_on,
                date '2025-12-31' as ends_on, 'conversion' as primary_metric,
                'fixed_horizon' as interval_kind
            from customers group by shop, arm;
            create or replace table experiments.outcomes as
            select
                shop as experiment_name, customer_id, arm, rfm_segment,
                date '2025-12-31' as read_until, null::timestamp as first_shown_at,
                buys::bigint as order_count, (buys::integer * worth)::decimal(18, 2) as revenue,
                null::boolean as is_retained, past_spend, chance as predicted_probability,
                chance * worth as predicted_revenue, true as is_synthetic
            from customers;
            """
        )
        self._build("experiments_steps", STEPS)
        self._build("experiments", ("readout",))
        self._build("experiments_steps", SEGMENT_STEPS)
        self._build("experiments", ("segment_lifts",))

    def _declare(self) -> None:
        self._connection.execute(
            f"""
            create or replace table marts.campaigns as
            select
                experiment_name as campaign_name,
                row_number() over (order by experiment_name) as campaign_number,
                0.0 as least_probability, 90 as within_days,
                round({CALLED} * sum(customer_count) over (partition by experiment_name))::bigint
                    as most_contacts,
                {COST}::double as contact_cost, lift as response, lift_lower as response_lower,
                lift_upper as response_upper, 0 as rest_days, null::varchar as experiment_name,
                'contacted' as contacted_arm, null::varchar as refusal, arm
            from experiments.readout where metric_name = 'conversion';
            delete from marts.campaigns where arm = 'control' or response_lower <= 0;
            create or replace table staging.stg_campaigns as
            select distinct
                shop as campaign_name, rfm_segment as segment, shop as response_experiment,
                'call' as response_arm
            from customers;
            create or replace table marts.dim_customers as
            select customer_id, rfm_segment from customers;
            create or replace table marts.customer_next_purchase as
            select
                customer_id, date '2026-03-31' as as_of_date, chance as probability_30d,
                chance as probability_90d
            from customers;
            create or replace table marts.customer_value as
            select
                customer_id, chance * worth as expected_spend_30d,
                chance * worth as expected_spend_90d, worth as expected_order_value
            from customers;
            """
        )

    def _listed(self) -> pd.DataFrame:
        self._build("campaigns", ("campaign_responses", "campaign_candidates", "campaign_turns"))
        listed: pd.DataFrame = self._connection.sql(
            """
            select customers.*
            from campaigns.campaign_turns as turns
            inner join customers on turns.customer_id = customers.customer_id
            """
        ).df()
        return listed

    def _build(self, schema: str, names: Sequence[str]) -> None:
        for name in names:
            self._connection.execute(
                f"create or replace table {schema}.{name} as {self._models[name]}"
            )
