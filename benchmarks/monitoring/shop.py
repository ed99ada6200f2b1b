"""
A jeweller's shop in which nothing happens, three years and a quarter long.

New customers come at a steady pace; half of them never return, the others do at a rate of their
own, faster before New Year and the eighth of March, until they stop being customers. The shop is
years old when its log begins. What it sells, at which price and to whom by name, is taken from the
demo's export, shuffled.

Whoever knows a customer's rate and whether it still is a customer can tell the chance of a purchase
exactly: these chances stand in for a fit that is as good as a fit can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karat.demo.shop import SALES_COLUMNS, simulate
from karat.horizons import HORIZONS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FIRST_DAY = date(2022, 1, 3)
LAST_DAY = date(2025, 3, 31)
PLANTED = date(2024, 6, 3)

_OLD_DAYS = 1500
_ARRIVALS_A_DAY = 10.0
_LIFE_DAYS = 400.0
_RATES = np.array([0.0, 1 / 250, 1 / 100])
_RATE_SHARES = np.array([0.5, 0.35, 0.15])
_WEEKDAYS = np.array([0.86, 0.84, 0.88, 0.92, 1.08, 1.28, 1.14])
_SHELF = 2000


@dataclass(frozen=True)
class Shop:
    """
    A shop and its log.

    Attributes
    ----------
    sales
        The export, a row per piece sold, with the customer's number in `customer`.
    rate
        Each customer's purchases a day in an ordinary season.
    gone
        The day on which each stops being one, counted from `FIRST_DAY`.
    """

    sales: pd.DataFrame
    rate: IntArray
    gone: FloatArray

    def chances(self, night: date) -> pd.DataFrame:
        """Return the chances of everyone known on a night, by number; as the shop was fitted."""
        day = (night - FIRST_DAY).days
        known = np.unique(self.sales.loc[self.sales["Date"] <= pd.Timestamp(night), "customer"])
        season = _season(np.arange(day + 1, day + 1 + max(HORIZONS)))
        hazard = _RATES[:, None] * season
        staying = np.exp(-np.arange(1, 1 + max(HORIZONS)) / _LIFE_DAYS)
        before = np.exp(-(np.cumsum(hazard, axis=1) - hazard))
        by_class = np.cumsum(before * (1 - np.exp(-hazard)) * staying, axis=1)
        active = (self.gone[known] > day).astype(float)
        columns = {
            f"probability_{horizon}d": active * by_class[self.rate[known], horizon - 1]
            for horizon in HORIZONS
        }
        return pd.DataFrame({"customer": known, **columns})

    def purchases_expected(self, night: date, days: int) -> float:
        """Return how many purchases those known on a night make in so many days, by their rates."""
        day = (night - FIRST_DAY).days
        known = np.unique(self.sales.loc[self.sales["Date"] <= pd.Timestamp(night), "customer"])
        ahead = np.arange(1, 1 + days)
        a_day = _season(day + ahead) * np.exp(-ahead / _LIFE_DAYS)
        return float((_RATES[self.rate[known]] * (self.gone[known] > day)).sum() * a_day.sum())


def quiet_shop(seed: int = 1) -> Shop:
    """Make a shop in which nothing happens."""
    rng = np.random.default_rng(seed)
    days = (LAST_DAY - FIRST_DAY).days + 1
    arrivals = rng.poisson(_ARRIVALS_A_DAY, days + _OLD_DAYS)
    arrived = np.repeat(np.arange(-_OLD_DAYS, days), arrivals)
    gone = arrived + rng.exponential(_LIFE_DAYS, len(arrived))
    rate = rng.choice(len(_RATES), size=len(arrived), p=_RATE_SHARES)
    # Purchases at the fastest pace that a season has, of which the season keeps its share.
    highest = 3.0
    ends = np.minimum(gone, days)
    counts = rng.poisson(_RATES[rate] * highest * (ends - arrived))
    customer = np.repeat(np.arange(len(arrived)), counts)
    length = (ends - arrived)[customer]
    day = np.floor(arrived[customer] + 1 + rng.random(len(customer)) * length).astype(np.int64)
    season = _season(day)
    kept = (rng.random(len(customer)) * highest < season) & (day < ends[customer])
    customer = np.concatenate([np.arange(len(arrived)), customer[kept]])
    day = np.concatenate([arrived, day[kept]])
    order = np.lexsort((customer, day))
    visits = pd.DataFrame({"customer": customer[order], "day": day[order]}).drop_duplicates()
    visits = visits[visits["day"] >= 0].reset_index(drop=True)
    return Shop(_sales(rng, visits), np.asarray(rate), np.asarray(gone))


def _season(day: IntArray) -> FloatArray:
    """Tell how busy days are: before New Year and the eighth of March more than else."""
    dates = np.datetime64(FIRST_DAY) + day
    of_year = (dates - dates.astype("datetime64[Y]")).astype(int)
    new_year = 0.8 * np.exp(-(((of_year - 355) / 10.0) ** 2))
    march = 0.5 * np.exp(-(((of_year - 62) / 7.0) ** 2))
    return np.asarray((1 + new_year + march) * _WEEKDAYS[day % 7])


def _sales(rng: np.random.Generator, visits: pd.DataFrame) -> pd.DataFrame:
    demo = simulate().sales
    people = demo.drop_duplicates("FullName").reset_index(drop=True)
    pieces = demo.iloc[rng.permutation(len(demo))].reset_index(drop=True)
    numbers = {number: place for place, number in enumerate(pd.unique(visits["customer"]))}
    basket = rng.geometric(0.8, len(visits))
    rows = visits.loc[visits.index.repeat(basket)]
    place = np.arange(len(rows)) + rng.integers(0, _SHELF, len(rows))
    sold = pieces.iloc[place % len(pieces)].reset_index(drop=True)
    who = people.iloc[rows["customer"].map(numbers).to_numpy() % len(people)].reset_index(drop=True)
    sales = pd.DataFrame(
        {
            **{name: who[name] for name in ("FirstName", "FullName", "phone", "town")},
            "countPoints": 500,
            "Item": sold["Item"],
            "Date": np.datetime64(FIRST_DAY, "s") + rows["day"].to_numpy(dtype="timedelta64[D]"),
            "Price": sold["Price"],
            "Format": sold["Format"],
        },
        columns=list(SALES_COLUMNS),
    )
    return sales.assign(customer=rows["customer"].to_numpy(), visit=rows.index.to_numpy())


def nights_between(first: date, last: date, step: int) -> list[date]:
    """List every `step` days from `first` on, until `last`."""
    return [first + timedelta(days=days) for days in range(0, (last - first).days + 1, step)]
