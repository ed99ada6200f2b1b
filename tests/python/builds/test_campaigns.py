"""Campaigns on a real build, and on planted shops where calls help only some."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from conftest import Build, run_dbt

pytestmark = pytest.mark.build

LETTERS = """\
- name: letters
  segments: [all]
  within_days: 30
  most: 40
  cost: 500
  response: 0.5
  rest_days: 30
"""
CALLS = """\
- name: calls
  segments: [champions, loyal, potential_loyalists]
  least_probability: 0.05
  within_days: 90
  most: 10
  cost: 1500
  response: 0.2
  rest_days: 60
  experiment: {experiment: spring, arm: call}
"""
VAIN = """\
- name: vain
  segments: [all]
  within_days: 90
  most: 5
  cost: 0
  response: {experiment: spring, arm: call}
  rest_days: 0
"""
SPRING = """\
- name: spring
  starts_on: 2090-01-01
  ends_on: 2090-03-31
  population: all
  arms: {control: 0.5, call: 0.5}
  primary_metric: conversion
  intervals: fixed_horizon
  effect: 0.5
"""


class Shop:
    """A copy of the small build's warehouse, on which campaigns are built anew."""

    def __init__(self, folder: Path, small: Build, sales: Path) -> None:
        self.folder, self.sales = folder, sales
        (folder / "warehouse").mkdir()
        self.warehouse = folder / "warehouse" / "karat.duckdb"
        shutil.copy(small.warehouse, self.warehouse)
        (folder / "experiments.yaml").write_text(SPRING)

    def build(self, campaigns: str, contacts: list[tuple[str, str, date]]) -> Build:
        (self.folder / "campaigns.yaml").write_text(campaigns)
        lines = [",".join(map(str, contact)) for contact in contacts]
        (self.folder / "contacts.csv").write_text(
            "\n".join(["customer_id,campaign,contacted_on", *lines, ""])
        )
        select = ("stg_experiments", "stg_campaigns", "stg_contacts", "experiment_declarations+")
        return run_dbt(
            self.folder,
            *("build", "--select", *select, "--exclude-resource-type", "unit_test"),
            sales=self.sales,
            **{
                f"KARAT_{name.upper()}": str(next(self.folder.glob(f"{name}.*")))
                for name in ("experiments", "campaigns", "contacts")
            },
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.sql(sql).fetchall()


@pytest.fixture(scope="module")
def shop(small: Build, small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("campaigns"), small, small_export)


@pytest.fixture(scope="module")
def first(shop: Shop) -> Build:
    return shop.build(LETTERS + CALLS + VAIN, []).passed()


AUDIENCE = """
select customer_id, campaign_name, rank, arm
from marts.campaign_audience order by campaign_name, rank
"""


class TestAudience:
    def test_nothing_is_listed_where_nothing_is_declared(self, small: Build) -> None:
        with small.connect() as connection:
            for table in ("campaigns", "campaign_audience"):
                assert connection.sql(f"from marts.{table}").fetchall() == []

    def test_campaigns_contact_so_many_and_spare_their_control(
        self, shop: Shop, first: Build
    ) -> None:
        arms = shop.rows(
            "select campaign_name, arm, count(*) from marts.campaign_audience group by all"
        )
        counts = {(name, arm): count for name, arm, count in arms}
        assert counts["letters", "contacted"] == 40
        assert counts["calls", "call"] == 10
        assert counts["calls", "control"] > 0
        assert len(counts) == 3
        ((items, unlike),) = shop.rows(
            """
            select count(audience.item_id_1), count(*) filter (audience.item_id_1 <> items.item_id)
            from marts.campaign_audience as audience
            left join marts.customer_next_items as items
                on audience.customer_id = items.customer_id and items.rank = 1
            """
        )
        assert items
        assert not unlike

    def test_what_nobody_has_measured_lists_nobody_and_says_why(
        self, shop: Shop, first: Build
    ) -> None:
        said = "The experiment spring has no final readout of conversion in the arm call"
        ((refusal,),) = shop.rows(
            "select refusal from marts.campaigns where refusal is not null and response is null"
        )
        assert str(refusal).startswith(said)
        assert f"The campaign vain lists nobody. {said}" in " ".join(first.output.split())

    def test_who_was_contacted_rests_and_the_next_ones_take_their_places(
        self, shop: Shop, first: Build
    ) -> None:
        """Of the first letters: ten yesterday, ten a month ago, ten the day after tomorrow."""
        before = shop.rows(AUDIENCE)
        letters = [str(who) for who, name, _, _ in before if name == "letters"]
        ((last_day,),) = shop.rows("select last_sale_date from intermediate.int_sales_window")
        assert isinstance(last_day, date)
        days = (*[1] * 10, *[30] * 10, *[-2] * 10)
        contacts = [
            (who, "some_other", last_day - timedelta(days=ago))
            for who, ago in zip(letters, days, strict=False)
        ]
        shop.build(LETTERS + CALLS + VAIN, contacts).passed()
        after = shop.rows(AUDIENCE)
        now = [who for who, name, _, _ in after if name == "letters"]
        assert now[:20] == letters[10:20] + letters[30:]
        assert len(now) == 40
        assert not {*letters[:10], *letters[20:30]} & {who for who, *_ in after}

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("[all]", "[everyone]", "letters asks the unknown segment everyone"),
            ("within_days: 30", "within_days: 60", "within_days is 30 or 90"),
        ],
    )
    def test_what_can_not_be_listed_stops_with_a_sentence(
        self, shop: Shop, first: Build, old: str, new: str, said: str
    ) -> None:
        refused = shop.build(LETTERS.replace(old, new), [])
        assert refused.returncode != 0
        assert said in " ".join(refused.output.split())


CUSTOMERS, CALLED, COST, RESPONSE = 2000, 150, 1000.0, 0.5


class Laboratory:
    """The compiled SQL of campaigns, in a database in memory."""

    def __init__(self, target: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as karat")
        self.connection.execute("use karat")
        for schema in ("marts", "staging", "intermediate", "experiments", "campaigns"):
            self.connection.execute(f"create schema {schema}")
        self.connection.execute(
            f"""
            create table marts.campaigns as
            select
                'calls' as campaign_name, 1 as campaign_number, 0.0 as least_probability,
                30 as within_days, {CALLED} as most_contacts, {COST}::double as contact_cost,
                0 as rest_days,
                null::varchar as experiment_name, 'contacted' as contacted_arm,
                null::varchar as refusal;
            create table campaigns.campaign_responses as
            select
                'calls' as campaign_name, 'loyal' as rfm_segment, {RESPONSE}::double as response;
            create table staging.stg_contacts
                (customer_id varchar, contacted_on date, is_wrong_number boolean);
            create table experiments.assignments
                (experiment_name varchar, customer_id varchar, arm varchar);
            create table intermediate.int_sales_window as select date '2026-03-31' as last_sale_date
            """
        )
        folder = next(target.glob("compiled/*/models/campaigns"))
        self.models = {
            name: (folder / f"{name}.sql").read_text()
            for name in ("campaign_candidates", "campaign_turns")
        }

    def listed(
        self, chances: npt.NDArray[np.float64], values: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """Return the places of the customers whom the campaign takes."""
        known = pd.DataFrame({"chance": chances, "worth": values})
        known["customer_id"] = [f"{place:016x}" for place in range(len(known))]
        self.connection.register("known", known)
        self.connection.execute(
            """
            create or replace table marts.dim_customers as
            select customer_id, 'loyal' as rfm_segment from known;
            create or replace table marts.customer_next_purchase as
            select
                customer_id, date '2026-03-31' as as_of_date,
                chance as probability_30d, chance as probability_90d
            from known;
            create or replace table marts.customer_value as
            select
                customer_id, date '2026-03-31' as as_of_date, 'm' as model_name,
                true as is_synthetic, chance * worth as expected_spend_30d,
                chance * worth as expected_spend_90d, worth as expected_order_value
            from known
            """
        )
        for name, sql in self.models.items():
            self.connection.execute(f"create or replace table campaigns.{name} as {sql}")
        taken = self.connection.sql(
            "select customer_id from campaigns.campaign_turns order by rank"
        ).fetchall()
        return np.array([int(who, 16) for (who,) in taken])


class TestPlantedShops:
    """Calls raise a middling chance, 0.2 to 0.7, by half; the others come or stay away anyway."""

    @pytest.fixture(scope="class")
    @staticmethod
    def laboratory(small: Build) -> Iterator[Laboratory]:
        laboratory = Laboratory(small.folder / "target")
        yield laboratory
        laboratory.connection.close()

    @pytest.mark.parametrize("spread", [0.0, 0.8])
    def test_ranking_by_expected_gain_beats_ranking_by_chance(
        self, laboratory: Laboratory, spread: float
    ) -> None:
        """In forty shops, what calls brought beyond their cost, with the 95 % interval of the mean.

        The shop states one response for all, which is wrong of those whom calls do not help. Where
        all orders are worth the same (a spread of 0), the better list owes nothing to their value.
        """
        draw = np.random.default_rng(17)
        more = []
        for _ in range(40):
            chances = draw.beta(1, 2, CUSTOMERS)
            values = 50_000 * np.exp(spread * draw.standard_normal(CUSTOMERS))
            helped = (chances >= 0.2) & (chances <= 0.7)
            called = np.where(helped, np.minimum(chances * (1 + RESPONSE), 1), chances)
            luck = draw.random(CUSTOMERS)
            brought = ((luck < called).astype(float) - (luck < chances)) * values - COST
            by_gain = laboratory.listed(chances, values)
            by_chance = np.argsort(-chances, kind="stable")[:CALLED]
            assert len(by_gain) == CALLED
            more.append(brought[by_gain].sum() - brought[by_chance].sum())
        mean, error = np.mean(more), np.std(more, ddof=1) / np.sqrt(len(more))
        print(f"{spread=}: {mean:,.0f} a shop more, {mean - 1.96 * error:,.0f} at least")
        assert mean - 1.96 * error > 0
