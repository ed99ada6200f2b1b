"""The shelf: deliveries keep it stocked, customers take pieces from it until they are gone."""

from dataclasses import dataclass, field

import numpy as np

from karat.demo.calendar import DAY_COUNT, FloatArray, IntArray, day_of, expected_rows
from karat.demo.catalogue import (
    ARCHETYPE_COUNT,
    Pieces,
    draw_pieces,
    fallback_order,
    joined,
    no_pieces,
    showpiece,
)
from karat.demo.tastes import demand_shares
from karat.demo.worlds import BOUTIQUE, World

_DELIVERY_WEEKDAYS = (0, 3)  # Monday and Thursday, before the shop opens
_FEWEST_PIECES = 10
_MEAN_AGE_AT_OPENING_DAYS = 30


@dataclass(frozen=True)
class Shelf:
    """
    Everything that was delivered and sold.

    Attributes
    ----------
    pieces
        All pieces that ever arrived.
    sold
        Piece of each row sold.
    fallback
        Whether a row's archetype was sold out, so that another was taken.
    delivered_piece, delivered_day, delivered_units
        One value per delivery of a piece; what was there at the opening has a day below zero.
    """

    pieces: Pieces
    sold: IntArray
    fallback: IntArray
    delivered_piece: IntArray
    delivered_day: IntArray
    delivered_units: IntArray


def choice_weights(
    pieces: Pieces, chosen: IntArray, day: int, world: World = BOUTIQUE
) -> FloatArray:
    """
    Weight of each chosen piece in a customer's choice on a day: attractiveness × freshness.

    Freshness falls from 1 on the day of arrival towards the world's `faded_weight`.
    """
    faded = world.shelf.faded_weight
    age = day - pieces.arrival[chosen]
    freshness = faded + (1 - faded) * np.exp(-age / world.shelf.fading_days)
    return np.asarray(pieces.attractiveness[chosen] * freshness)


def wanted_pieces(world: World = BOUTIQUE) -> IntArray:
    """
    How many different pieces of each archetype the shop wants on its shelf, by day.

    What it expects to sell over the next days, so that it is stocked before a holiday, and never
    fewer than a few.

    Returns
    -------
    IntArray
        Shape (DAY_COUNT, archetypes).
    """
    rows = np.cumsum(expected_rows(world))
    cover = world.shelf.cover_days
    ahead = rows[cover : DAY_COUNT + cover] - rows[:DAY_COUNT]
    wanted = np.ceil(ahead[:, None] * demand_shares(world)).astype(np.int64)
    return np.asarray(np.maximum(wanted, _FEWEST_PIECES))


@dataclass
class _Keeper:
    """The shelf while the shop lives through its days."""

    rng: np.random.Generator
    world: World
    wanted: IntArray
    pieces: Pieces = field(default_factory=no_pieces)
    units: list[int] = field(default_factory=list)
    on_shelf: list[list[int]] = field(default_factory=lambda: [[] for _ in range(ARCHETYPE_COUNT)])
    sold_out_basics: list[int] = field(default_factory=list)
    deliveries: list[tuple[int, int, int]] = field(default_factory=list)

    def receive(self, piece: int, day: int) -> None:
        """Put one delivery of a piece on the shelf."""
        pack = int(self.pieces.pack[piece])
        self.units[piece] += pack
        self.on_shelf[self.pieces.archetype[piece]].append(piece)
        self.deliveries.append((piece, day, pack))

    def deliver(self, day: int) -> None:
        """Order basics that sold out again, then fill the shelf up with new pieces."""
        for piece in self.sold_out_basics:
            if self.rng.random() < self.world.shelf.reorder_chance:
                self.receive(piece, day)
        self.sold_out_basics.clear()
        present = np.array([len(pieces) for pieces in self.on_shelf])
        missing = np.maximum(self.wanted[day] - present, 0)
        archetype = np.repeat(np.arange(ARCHETYPE_COUNT), missing)
        self.add(draw_pieces(self.rng, archetype, np.full(len(archetype), day), self.world))

    def add(self, new: Pieces) -> None:
        """Take new pieces into the catalogue and put them on the shelf."""
        known = len(self.pieces)
        self.pieces = joined([self.pieces, new])
        self.units.extend([0] * len(new))
        for piece in range(known, known + len(new)):
            self.receive(piece, int(self.pieces.arrival[piece]))

    def take(self, archetype: int, day: int) -> tuple[int, bool]:
        """Let a customer choose a piece; return it and whether the archetype had sold out."""
        source = next(other for other in fallback_order(archetype) if self.on_shelf[other])
        shelf = self.on_shelf[source]
        totals = np.cumsum(choice_weights(self.pieces, np.array(shelf), day, self.world))
        place = int(np.searchsorted(totals, self.rng.random() * totals[-1], side="right"))
        place = min(place, len(shelf) - 1)
        piece = shelf[place]
        self.units[piece] -= 1
        if self.units[piece] == 0:
            del shelf[place]
            if self.pieces.basic[piece]:
                self.sold_out_basics.append(piece)
        return piece, source != archetype


def sell(
    rng: np.random.Generator, day: IntArray, archetype: IntArray, world: World = BOUTIQUE
) -> Shelf:
    """
    Live through the shop's days on the side of the shelf.

    Parameters
    ----------
    rng
        Source of chance.
    day, archetype
        Day and wanted archetype of each row, in the order of time.
    world
        The shop's rules.
    """
    keeper = _opened(rng, world)
    sold = np.empty(len(day), dtype=np.int64)
    fallback = np.zeros(len(day), dtype=np.int64)
    row = 0
    for today in range(DAY_COUNT):
        if day_of(today).weekday() in _DELIVERY_WEEKDAYS:
            keeper.deliver(today)
        while row < len(day) and day[row] == today:
            sold[row], fallback[row] = keeper.take(int(archetype[row]), today)
            row += 1
    delivered = np.array(keeper.deliveries, dtype=np.int64)
    return Shelf(
        pieces=keeper.pieces,
        sold=sold,
        fallback=fallback,
        delivered_piece=delivered[:, 0],
        delivered_day=delivered[:, 1],
        delivered_units=delivered[:, 2],
    )


def _opened(rng: np.random.Generator, world: World) -> _Keeper:
    """Return the shelf as it is on the first morning: pieces of all ages and the showpiece."""
    wanted = wanted_pieces(world)
    archetype = np.repeat(np.arange(ARCHETYPE_COUNT), wanted[0])
    age = 1 + rng.exponential(_MEAN_AGE_AT_OPENING_DAYS, len(archetype)).astype(np.int64)
    keeper = _Keeper(rng, world, wanted)
    keeper.add(joined([showpiece(arrival=-1), draw_pieces(rng, archetype, -age, world)]))
    return keeper
