"""The whole shop: visits, tastes, shelf and paper put together."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from karat.demo.calendar import FIRST_DAY, FloatArray, IntArray
from karat.demo.catalogue import LOWEST_PRICE
from karat.demo.customers import TOWN, People, draw_people, written_phones
from karat.demo.stock import Shelf, sell
from karat.demo.tastes import draw_archetypes, draw_tastes, observed_tastes
from karat.demo.texts import ItemTexts, write_texts
from karat.demo.truth import (
    checked_as_of,
    customers_truth,
    items_truth,
    stock_history,
    tastes_truth,
)
from karat.demo.visits import Visits, simulate_visits
from karat.demo.worlds import BOUTIQUE, World

DEFAULT_SEED = 20_240_101

SALES_COLUMNS: tuple[str, ...] = (
    "FirstName",
    "FullName",
    "phone",
    "town",
    "countPoints",
    "Item",
    "Date",
    "Price",
    "Format",
)
IN_STORE, TRADE_IN = "Оффлайн", "Трейд Ин"

# Discounts stay narrower than the gaps between the price tiers.
_DISCOUNTS = np.array([0.0, 0.03, 0.05])
_DISCOUNT_SHARES = np.array([0.86, 0.08, 0.06])
_WELCOME_POINTS = 500
_POINTS_SHARE = 0.02


@dataclass(frozen=True)
class DemoShop:
    """
    A simulated shop: what it exports, and everything that it hides.

    Attributes
    ----------
    world, seed
        Rules and seed that make it again.
    sales
        The export: one row per piece sold, in the columns `SALES_COLUMNS`; `Date` is a datetime,
        `Price` and `countPoints` are integers, the rest is text.
    row_visit, row_customer, row_day
        Visit, customer and day of each row of `sales`.
    visits, people, shelf, texts
        What the rows were made from.
    segment
        Taste segment of each customer. Hidden.
    tastes
        Each customer's chances of the archetypes, shape (customers, archetypes). Hidden.
    """

    world: World
    seed: int
    sales: pd.DataFrame
    row_visit: IntArray
    row_customer: IntArray
    row_day: IntArray
    visits: Visits
    people: People
    shelf: Shelf
    texts: ItemTexts
    segment: IntArray
    tastes: FloatArray

    def customers_truth(self, as_of: date) -> pd.DataFrame:
        """Return the chances of the known customers; see `truth.customers_truth`."""
        return customers_truth(self.visits, self.people, self.segment, as_of, self.world)

    def items_truth(self, as_of: date) -> pd.DataFrame:
        """Return stock and chances of the pieces that arrived; see `truth.items_truth`."""
        return items_truth(self.shelf, self.texts, self.row_day, as_of, self.world)

    def stock_history(self) -> pd.DataFrame:
        """Return what lay in the shop from when to when; see `truth.stock_history`."""
        return stock_history(self.shelf, self.texts, self.row_day)

    def tastes_truth(self, as_of: date) -> pd.DataFrame:
        """Return the tastes of the known customers; see `truth.tastes_truth`."""
        past = self.row_day <= checked_as_of(as_of)
        bought = self.shelf.pieces.archetype[self.shelf.sold[past]]
        customers = self.row_customer[past]
        known = int(customers.max()) + 1
        observed = observed_tastes(customers, bought, known, self.world)
        return tastes_truth(self.people, self.tastes, observed, as_of)


def simulate(seed: int = DEFAULT_SEED, world: World = BOUTIQUE) -> DemoShop:
    """
    Simulate the shop.

    Parameters
    ----------
    seed
        Each part of the shop has its own stream of chance derived from it, so that a change of,
        say, the item texts leaves the visits as they were.
    world
        The shop's rules.

    Examples
    --------
    >>> len(simulate().sales)
    39480
    """
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(8)]
    for_visits, for_tastes, for_wishes, for_shelf, for_people, for_phones, for_texts, for_till = (
        streams
    )
    visits = simulate_visits(for_visits, world)
    segment, tastes = draw_tastes(for_tastes, len(visits.buying_class), world)
    row_visit = np.repeat(np.arange(len(visits.day)), visits.basket)
    row_customer, row_day = visits.customer[row_visit], visits.day[row_visit]
    wishes = draw_archetypes(for_wishes, tastes, row_customer)
    shelf = sell(for_shelf, row_day, wishes, world)
    people = draw_people(for_people, len(visits.buying_class))
    texts = write_texts(for_texts, shelf.pieces)
    phones = written_phones(for_phones, people, visits.customer)

    prices = _paid_prices(for_till, shelf.pieces.price[shelf.sold])
    trades_in = for_till.random(len(visits.day)) < people.trade_in_chance[visits.customer]
    sales = pd.DataFrame(
        {
            "FirstName": [people.first_name[customer] for customer in row_customer],
            "FullName": [people.full_name[customer] for customer in row_customer],
            "phone": [phones[visit] for visit in row_visit],
            "town": TOWN,
            "countPoints": _bonus_points(row_customer, prices),
            "Item": [texts.text[piece] for piece in shelf.sold],
            "Date": np.datetime64(FIRST_DAY, "s") + row_day.astype("timedelta64[D]"),
            "Price": prices,
            "Format": np.where(trades_in[row_visit], TRADE_IN, IN_STORE),
        },
        columns=list(SALES_COLUMNS),
    )
    return DemoShop(
        world=world,
        seed=seed,
        sales=sales,
        row_visit=row_visit,
        row_customer=row_customer,
        row_day=row_day,
        visits=visits,
        people=people,
        shelf=shelf,
        texts=texts,
        segment=segment,
        tastes=tastes,
    )


def _paid_prices(rng: np.random.Generator, list_price: IntArray) -> IntArray:
    """Take a small discount off some list prices, to tens of a tenge, not below the lowest."""
    discounts = rng.choice(_DISCOUNTS, size=len(list_price), p=_DISCOUNT_SHARES)
    # The dearest piece is nobody's bargain: the highest price of the export is its price.
    discounts = np.where(list_price == list_price.max(), 0.0, discounts)
    paid = np.rint(list_price * (1 - discounts) / 10).astype(np.int64) * 10
    return np.asarray(np.maximum(paid, LOWEST_PRICE))


def _bonus_points(row_customer: IntArray, prices: IntArray) -> IntArray:
    """
    Balance of the customer's bonus points after each row.

    A running balance, not the last one: points as of the export would tell a model on the first
    row how much the customer is yet to spend.
    """
    spend = pd.Series(prices).groupby(row_customer).cumsum().to_numpy()
    return np.asarray(_WELCOME_POINTS + np.floor(spend * _POINTS_SHARE), dtype=np.int64)
