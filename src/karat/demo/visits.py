"""Who comes on which day, and with how many pieces they leave."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karat.demo.calendar import DAY_COUNT, ROW_COUNT, IntArray, daily_rows, season
from karat.demo.rhythm import class_dropouts, class_priors, daily_hazards, visit_chance
from karat.demo.worlds import BOUTIQUE, World

BASKET_SHARES = (0.82, 0.14, 0.04)  # one, two, three pieces


@dataclass(frozen=True)
class Visits:
    """
    Every visit of the simulated shop, and the hidden class of everyone who came.

    Attributes
    ----------
    customer, day, basket
        One value per visit, in the order of time; customers are numbered by their first day.
    lasting
        One value per visit: whether the customer stayed a customer after it. Hidden.
    buying_class
        One value per customer: position in the world's `buying_classes`. Hidden.
    """

    customer: IntArray
    day: IntArray
    basket: IntArray
    lasting: npt.NDArray[np.bool_]
    buying_class: IntArray


def simulate_visits(rng: np.random.Generator, world: World = BOUTIQUE) -> Visits:
    """
    Live through the shop's days.

    Returning customers come by their hazards alone; new customers fill what is left of the day's
    planned rows. When more return than were planned, the surplus is taken from the next day's
    new customers: so the rows are exact and nobody's chance was touched.
    """
    quotas = daily_rows(world)
    busyness = season(DAY_COUNT, world)
    hazards = daily_hazards(DAY_COUNT, world)
    priors, dropouts = class_priors(world), class_dropouts(world)

    buying_class = np.empty(ROW_COUNT, dtype=np.int64)
    last_day = np.empty(ROW_COUNT, dtype=np.int64)
    alive = np.empty(ROW_COUNT, dtype=np.bool_)
    known = 0
    surplus = 0
    customers: list[IntArray] = []
    days: list[IntArray] = []
    baskets: list[IntArray] = []
    lasting: list[npt.NDArray[np.bool_]] = []
    for day in range(DAY_COUNT):
        hazard = hazards[buying_class[:known], day - last_day[:known]] * busyness[day]
        comes = (rng.random(known) < visit_chance(hazard)) & alive[:known]
        returning = np.flatnonzero(comes)
        returning_baskets = _draw_baskets(rng, len(returning))
        wanted = int(quotas[day]) - surplus - int(returning_baskets.sum())
        new_baskets = _fill(_draw_baskets(rng, max(wanted, 0)), max(wanted, 0))
        surplus = max(-wanted, 0)

        new = np.arange(known, known + len(new_baskets))
        buying_class[new] = rng.choice(len(priors), size=len(new), p=priors)
        known += len(new)
        today = np.concatenate([returning, new])
        last_day[today] = day
        alive[today] = rng.random(len(today)) >= dropouts[buying_class[today]]
        order = rng.permutation(len(today))  # who comes first gets the piece
        customers.append(today[order])
        days.append(np.full(len(today), day))
        baskets.append(np.concatenate([returning_baskets, new_baskets])[order])
        lasting.append(alive[today][order])

    return Visits(
        customer=np.concatenate(customers),
        day=np.concatenate(days),
        basket=_without_surplus(np.concatenate(baskets), surplus),
        lasting=np.concatenate(lasting),
        buying_class=buying_class[:known].copy(),
    )


def _draw_baskets(rng: np.random.Generator, size: int) -> IntArray:
    return np.asarray(rng.choice(len(BASKET_SHARES), size=size, p=BASKET_SHARES) + 1)


def _fill(baskets: IntArray, wanted: int) -> IntArray:
    """Take baskets from the front until they hold `wanted` pieces, the last one cut to fit."""
    totals = np.minimum(np.cumsum(baskets), wanted)
    pieces = np.diff(totals, prepend=0)
    return pieces[pieces > 0]


def _without_surplus(baskets: IntArray, surplus: int) -> IntArray:
    """
    Make the last day's surplus good: latest visits with several pieces leave with one fewer.

    There is no next day to take it from, and baskets, unlike visits, are no part of the truth.
    """
    trimmed = baskets.copy()
    latest = np.flatnonzero(trimmed > 1)[::-1][:surplus]
    trimmed[latest] -= 1
    return trimmed
