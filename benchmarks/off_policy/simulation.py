"""Simulated logs: lists drawn by the API's own policy, purchases by a chance that is known."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.experiments.simulation import models_in
from karat.api.exploration import Exploration

CANDIDATES = 10
SHOWN = 5
LOOK = 1 / np.sqrt(np.arange(1, SHOWN + 1))
"""How much of an item's chance is left in a place: the first is looked at most."""
MODELS = ("other_places", "other_conversions", "off_policy")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shop:
    """Who is shown lists: how many, how often a list is drawn, what is mostly bought.

    Attributes
    ----------
    customers, share
        Lists logged, and the chance that one is drawn.
    conversion
        Median chance of a candidate to be bought in the first place.
    """

    customers: int
    share: float
    conversion: float = 0.02


def chances(shop: Shop, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return true and published chances of candidates, by customer, the published order first.

    What is published knows the truth but for a half up or down, and promises three times as much:
    its days are more.
    """
    true = shop.conversion * np.exp(generator.normal(0, 0.7, (shop.customers, CANDIDATES)))
    published = 3 * true * np.exp(generator.normal(0, 0.5, true.shape))
    order = np.argsort(-published, axis=1)
    return (
        np.take_along_axis(true, order, axis=1).clip(max=0.9),
        np.take_along_axis(published, order, axis=1).clip(max=0.9),
    )


def other_orders(true: Floats) -> dict[str, npt.NDArray[np.int64]]:
    """Return lists by name: the place of each list's items among the candidates; -1 is none."""
    best = np.argsort(-true, axis=1)[:, :SHOWN]
    backwards = np.tile(np.arange(CANDIDATES)[::-1][:SHOWN], (len(true), 1))
    others = best.copy()
    others[:, -1] = -1
    ranked = np.tile(np.arange(SHOWN), (len(true), 1))
    return {"as_ranked": ranked, "best": best, "backwards": backwards, "other_pieces": others}


def truths(shop: Shop, generator: np.random.Generator) -> dict[str, float]:
    """Return each list's conversion over many customers; of places that could be shown."""
    true, _ = chances(Shop(200_000, shop.share, shop.conversion), generator)
    return {
        name: float((np.take_along_axis(true, order.clip(min=0), axis=1) * LOOK)[order >= 0].mean())
        for name, order in other_orders(true).items()
    }


class Log:
    """A log of one shop, and what other lists are asked about."""

    def __init__(self, shop: Shop, seed: int) -> None:
        generator = np.random.default_rng([seed, shop.customers, round(1000 * shop.share)])
        true, published = chances(shop, generator)
        luck = generator.random((shop.customers, SHOWN))
        policy = Exploration(shop.share, str(seed))
        logged, listed = [], []
        for number in range(shop.customers):
            customer = f"c{number}"
            items = [{"item": place, "rank": place + 1} for place in range(CANDIDATES)]
            shown = {item["item"]: item for item in policy.draw("v", customer, items, SHOWN).items}
            for place in range(CANDIDATES):
                item = shown.get(place)
                rank = item["rank"] if item else None
                bought = item is not None and (
                    luck[number, item["rank"] - 1] < true[number, place] * LOOK[item["rank"] - 1]
                )
                logged.append(
                    (
                        *(customer, f"i{place}", place + 1, published[number, place]),
                        *(rank, item["propensity"] if item else None, bool(bought)),
                    )
                )
        for name, order in other_orders(true).items():
            if name != "as_ranked":
                listed += [
                    (name, f"c{number}", rank + 1, f"i{place}")
                    for number, places in enumerate(order)
                    for rank, place in enumerate(places)
                ]
        self.logged = pd.DataFrame(
            logged,
            columns=[
                *("customer_id", "item_id", "published_rank", "probability"),
                *("rank", "propensity", "is_bought"),
            ],
        ).astype({"rank": "Int64"})
        self.lists = pd.DataFrame(listed, columns=["list_name", "customer_id", "rank", "item_id"])


def compiled(folder: Path) -> dict[str, str]:
    """Compile the models, with a threshold of one purchase: the page asks what 30 are good for."""
    subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt").as_posix(), "--quiet", "compile"),
            *("--select", *MODELS, "--vars", "{off_policy_least_purchases: 1}"),
            *("--exclude", "resource_type:test", "resource_type:unit_test"),
            *("--target-path", str(folder), "--no-introspect", "--no-populate-cache"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,  # asked by name, dbt prints what it has compiled
    )
    return models_in(folder)


class Laboratory:
    """A database in memory that the compiled models run in."""

    def __init__(self, models: dict[str, str], catalogue: str) -> None:
        self._models = models
        self._connection = duckdb.connect()
        self._connection.execute(
            f"""
            attach ':memory:' as "{catalogue}";
            use "{catalogue}";
            create schema staging; create schema intermediate;
            create schema experiments; create schema experiments_steps;
            create table intermediate.int_sales_window as select true as is_synthetic;
            """
        )

    def estimates(self, log: Log) -> pd.DataFrame:
        """Return the rows of `off_policy`, by list."""
        logged, lists = log.logged, log.lists
        self._connection.register("given_logged", logged)
        self._connection.register("given_lists", lists)
        self._connection.execute(
            """
            create or replace table experiments.logged_lists as
            select *, date '2026-02-01' as shown_on from given_logged;
            create or replace table staging.stg_other_lists as
            select *, date '2026-01-01' as made_on from given_lists;
            """
        )
        for name in MODELS[:-1]:
            self._connection.execute(
                f"create or replace table experiments_steps.{name} as {self._models[name]}"
            )
        found: pd.DataFrame = self._connection.sql(self._models["off_policy"]).df()
        return found.set_index("list_name")

    def promised(self) -> float:
        """Return how much of what was promised for what was shown came in the last log."""
        ((share,),) = self._connection.sql(
            "select count(*) filter (where is_bought) / sum(probability)"
            " from experiments.logged_lists where rank is not null"
        ).fetchall()
        return float(share)
