"""What the simulated shop hides, as tables, and what a perfect observer could make of its past."""

import functools
from datetime import date

import numpy as np
import pandas as pd

from karat.demo.calendar import (
    FIRST_DAY,
    LAST_DAY,
    FloatArray,
    IntArray,
    day_index,
)
from karat.demo.catalogue import ARCHETYPE_COUNT, archetype_parts
from karat.demo.customers import People, international
from karat.demo.rhythm import (
    class_dropouts,
    class_priors,
    cumulated_hazards,
    visit_chance,
)
from karat.demo.stock import Shelf, choice_weights
from karat.demo.tastes import segment_names
from karat.demo.texts import ItemTexts
from karat.demo.visits import Visits
from karat.demo.worlds import World
from karat.horizons import HORIZONS


def checked_as_of(as_of: date) -> int:
    """
    Return the day's index of an as-of date.

    Raises
    ------
    ValueError
        If the shop was not open on that date.
    """
    if not FIRST_DAY <= as_of <= LAST_DAY:
        raise ValueError(
            f"The demo shop sold from {FIRST_DAY} to {LAST_DAY}, so it has no truth as of "
            f"{as_of}: give a date between the two."
        )
    return day_index(as_of)


def customers_truth(
    visits: Visits, people: People, segment: IntArray, as_of: date, world: World
) -> pd.DataFrame:
    """
    One row per customer known as of a date: the hidden state and the chances to come back.

    `probability_Hd` is the chance of at least one visit within the H days after `as_of` given the
    hidden state; `observer_probability_Hd` the same given only the customer's visits so far and
    the rules of the simulation, so no honest model can do better on average.

    Parameters
    ----------
    visits, people, segment
        From the simulation; `segment` is a position in `segment_names()`.
    as_of
        What was known by the end of this day is known.
    world
        The shop's rules.
    """
    day = checked_as_of(as_of)
    past = visits.day <= day
    known = int(visits.customer[past].max()) + 1
    last_visit = _last_visit(visits, day, known)
    active = visits.lasting[last_visit]
    last_day = visits.day[last_visit]
    buying_class = visits.buying_class[:known]
    believed = observed_states(visits, as_of, world)

    columns: dict[str, object] = {
        "as_of_date": pd.Timestamp(as_of),
        "FullName": people.full_name[:known],
        "phone": [international(phone) for phone in people.phone[:known]],
        "segment": [segment_names()[position] for position in segment[:known]],
        "buying_class": [world.buying_classes[position].name for position in buying_class],
        "active": active,
        "first_visit_date": _dates(_first_visit_day(visits, known)),
        "last_visit_date": _dates(last_day),
        "visit_count": np.bincount(visits.customer[past], minlength=known),
    }
    chances = {horizon: _chance_by_class(last_day, day, horizon, world) for horizon in HORIZONS}
    for horizon, by_class in chances.items():
        columns[f"probability_{horizon}d"] = active * by_class[buying_class, np.arange(known)]
    columns["observer_active"] = believed.sum(axis=0)
    for horizon, by_class in chances.items():
        columns[f"observer_probability_{horizon}d"] = (believed * by_class).sum(axis=0)
    return pd.DataFrame(columns)


def observed_states(visits: Visits, as_of: date, world: World) -> FloatArray:
    """
    Chance that a customer is of a class and still active, given the visits until a date.

    Exact, by enumerating the classes: the likelihood of each gap that ended in a visit, of having
    stayed after every visit but the last, and of the silence since the last.

    Returns
    -------
    FloatArray
        Shape (classes, known customers); a column sums to the chance of being active at all.
    """
    day = checked_as_of(as_of)
    past = visits.day <= day
    known = int(visits.customer[past].max()) + 1
    hazards = _hazards(world)
    customer, visit_day = visits.customer[past], visits.day[past]
    order = np.lexsort((visit_day, customer))
    customer, visit_day = customer[order], visit_day[order]
    again = np.flatnonzero(customer[1:] == customer[:-1]) + 1
    start, end = visit_day[again - 1], visit_day[again]
    silence = hazards[:, start, end - 1]
    with np.errstate(divide="ignore"):  # those who come once never stay: a chance of zero
        stayed = np.log(1 - class_dropouts(world))[:, None]
    gap = stayed - silence + np.log(visit_chance(hazards[:, start, end] - silence))
    log_weights = np.tile(np.log(class_priors(world))[:, None], known)
    np.add.at(log_weights.T, customer[again], gap.T)

    last_day = visits.day[_last_visit(visits, day, known)]
    dropouts = class_dropouts(world)[:, None]
    weights = np.exp(log_weights - log_weights.max(axis=0))
    active = weights * (1 - dropouts) * np.exp(-hazards[:, last_day, day])
    gone = weights * dropouts
    return np.asarray(active / (active + gone).sum(axis=0))


def items_truth(
    shelf: Shelf, texts: ItemTexts, row_day: IntArray, as_of: date, world: World
) -> pd.DataFrame:
    """
    One row per piece that had arrived by a date: its attributes, stock and chance of being taken.

    `chance` is the chance that the next customer who wants the piece's archetype takes this piece,
    on the morning after `as_of` and before any delivery; it sums to 1 over an archetype's pieces
    in stock. `first_sold_date` is empty for a piece that no sale has shown yet: no reader of the
    export can know of it.
    """
    day = checked_as_of(as_of)
    size = len(shelf.pieces)
    delivered = shelf.delivered_day <= day
    units = np.bincount(
        shelf.delivered_piece[delivered], shelf.delivered_units[delivered], minlength=size
    ).astype(np.int64)
    sold_units = np.bincount(shelf.sold[row_day <= day], minlength=size)
    left = units - sold_units
    arrived = np.flatnonzero(units > 0)
    first_sold = np.full(size, -1, dtype=np.int64)
    sold, first_row = np.unique(shelf.sold[row_day <= day], return_index=True)
    first_sold[sold] = row_day[first_row]

    archetype = shelf.pieces.archetype[arrived]
    weights = choice_weights(shelf.pieces, arrived, day + 1, world) * (left[arrived] > 0)
    totals = np.bincount(archetype, weights, minlength=ARCHETYPE_COUNT)[archetype]
    parts = [archetype_parts(position) for position in archetype]
    return pd.DataFrame(
        {
            "as_of_date": pd.Timestamp(as_of),
            "Item": [texts.text[piece] for piece in arrived],
            "category": [category for category, _, _ in parts],
            "metal": [metal for _, metal, _ in parts],
            "price_tier": [tier for _, _, tier in parts],
            "fineness": [texts.fineness[piece] for piece in arrived],
            "stone": [texts.stone[piece] for piece in arrived],
            "weight_grams": [texts.grams[piece] for piece in arrived],
            "list_price": shelf.pieces.price[arrived],
            "arrival_date": _dates(shelf.pieces.arrival[arrived]),
            "first_sold_date": _dates(first_sold[arrived]).where(first_sold[arrived] >= 0),
            "units_sold": sold_units[arrived],
            "units_left": left[arrived],
            "in_stock": left[arrived] > 0,
            "chance": np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0),
        }
    )


def stock_history(shelf: Shelf, texts: ItemTexts, row_day: IntArray) -> pd.DataFrame:
    """
    One row per stay of a piece in the shop: what came, when, and when the last of it went.

    A piece is delivered again only after it has sold out, so its stays follow each other and the
    n-th unit sold is of the stay whose deliveries reach n.

    Returns
    -------
    pd.DataFrame
        `Item`, `quantity`, `first_day` and `last_day` (missing while something is left).
    """
    stays = pd.DataFrame(
        {
            "piece": shelf.delivered_piece,
            "first": shelf.delivered_day,
            "quantity": shelf.delivered_units,
        }
    ).sort_values(["piece", "first"], ignore_index=True)
    stays["unit"] = stays.groupby("piece")["quantity"].cumsum()
    sold = pd.DataFrame({"piece": shelf.sold, "last": row_day})
    sold["unit"] = sold.groupby("piece").cumcount() + 1
    ended = stays.merge(sold, on=["piece", "unit"], how="left")
    went = ended["last"].to_numpy()
    return pd.DataFrame(
        {
            "Item": [texts.text[piece] for piece in ended["piece"]],
            "quantity": ended["quantity"],
            "first_day": _dates(ended["first"].to_numpy()),
            "last_day": _dates(np.nan_to_num(went).astype(np.int64)).where(~np.isnan(went)),
        }
    )


def tastes_truth(
    people: People, tastes: FloatArray, observed: FloatArray, as_of: date
) -> pd.DataFrame:
    """
    One row per known customer and archetype: the hidden taste and the observer's mean of it.

    Parameters
    ----------
    people, tastes
        From the simulation.
    observed
        What `observed_tastes` makes of the rows sold until `as_of`, shape (known customers,
        archetypes).
    as_of
        The date that the rows end with.
    """
    known = len(observed)
    parts = [archetype_parts(position) for position in range(ARCHETYPE_COUNT)]
    names = np.repeat(np.array(people.full_name[:known], dtype=object), ARCHETYPE_COUNT)
    columns: dict[str, object] = {
        "as_of_date": pd.Timestamp(as_of),
        # Over a million rows with few different texts: categories keep them small.
        "FullName": pd.Categorical(names, categories=people.full_name[:known]),
    }
    for place, name in enumerate(("category", "metal", "price_tier")):
        values = np.array([part[place] for part in parts], dtype=object)
        columns[name] = pd.Categorical(np.tile(values, known))
    columns["taste"] = tastes[:known].ravel().astype(np.float32)
    columns["observer_taste"] = observed.ravel().astype(np.float32)
    return pd.DataFrame(columns)


@functools.cache
def _hazards(world: World) -> FloatArray:
    table = cumulated_hazards(world=world)
    table.setflags(write=False)
    return table


def _chance_by_class(last_day: IntArray, day: int, horizon: int, world: World) -> FloatArray:
    """Chance of a visit in the window for someone active, shape (classes, customers)."""
    hazards = _hazards(world)
    return visit_chance(hazards[:, last_day, day + horizon] - hazards[:, last_day, day])


def _last_visit(visits: Visits, day: int, known: int) -> IntArray:
    """Return the position of each known customer's last visit by a day."""
    last = np.empty(known, dtype=np.int64)
    past = np.flatnonzero(visits.day <= day)
    last[visits.customer[past]] = past  # visits are in the order of time: the last one stays
    return last


def _first_visit_day(visits: Visits, known: int) -> IntArray:
    customers, first = np.unique(visits.customer, return_index=True)
    return visits.day[first][customers < known]


def _dates(days: IntArray) -> pd.Series:
    return pd.Series(np.datetime64(FIRST_DAY, "s") + days.astype("timedelta64[D]"))
