"""The worlds that can be simulated: what differs from one jeweller to the next."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BuyingClass:
    """
    One way of coming back.

    Attributes
    ----------
    name
        What it is called in the truth.
    prior
        Share of new customers.
    mean_gap_days
        Mean days between two visits of a customer who stays, in a year without seasons.
    shape
        Weibull shape of the gap: 1 has no memory, 3 has a rhythm (the longer since the last
        visit, the likelier a visit today).
    dropout
        Chance that a visit, the first one too, was the last.
    """

    name: str
    prior: float
    mean_gap_days: float
    shape: float
    dropout: float


@dataclass(frozen=True)
class ShelfRules:
    """
    How a shop is stocked and how its pieces are chosen.

    Attributes
    ----------
    cover_days
        Days whose expected sales the shop wants on its shelf.
    basic_share
        Share of new pieces that come in large packs and are ordered again.
    reorder_chance
        Chance that a basic that sold out comes again with the next delivery.
    pack_shares
        Shares of packs of 1, 2, 3, 4 and 6 units among the other pieces.
    attractiveness_spread
        Standard deviation of the logarithm of a piece's attractiveness.
    fading_days, faded_weight
        A piece's weight falls from 1 towards `faded_weight`, by a factor e in `fading_days`.
    """

    cover_days: int = 35
    basic_share: float = 0.06
    reorder_chance: float = 0.7
    pack_shares: tuple[float, float, float, float, float] = (0.60, 0.18, 0.10, 0.07, 0.05)
    attractiveness_spread: float = 0.8
    fading_days: float = 30.0
    faded_weight: float = 0.25


@dataclass(frozen=True)
class World:
    """
    The rules of a simulated shop.

    Attributes
    ----------
    name
        For the command line.
    title
        What kind of shop it is, in a few words.
    buying_classes
        The ways of coming back.
    festivity
        Height of the run-ups to holidays, over the boutique's.
    concentration
        How closely a customer's taste keeps to the segment's: the sum of the Dirichlet's
        parameters.
    purses
        What a small, a middle and a large purse buy of the low, middle and high tier. Equally
        common and mirror images of each other, so that the tiers are about the thirds of what is
        sold in a category and metal.
    shelf
        Stock and choice.
    """

    name: str
    title: str
    buying_classes: tuple[BuyingClass, ...] = (
        BuyingClass("once", 0.45, mean_gap_days=120, shape=1, dropout=1.0),
        BuyingClass("steady_60", 0.07, mean_gap_days=60, shape=1, dropout=0.28),
        BuyingClass("steady_120", 0.09, mean_gap_days=120, shape=1, dropout=0.24),
        BuyingClass("steady_240", 0.10, mean_gap_days=240, shape=1, dropout=0.20),
        BuyingClass("rhythm_45", 0.08, mean_gap_days=45, shape=3, dropout=0.28),
        BuyingClass("rhythm_90", 0.11, mean_gap_days=90, shape=3, dropout=0.24),
        BuyingClass("rhythm_180", 0.10, mean_gap_days=180, shape=3, dropout=0.20),
    )
    festivity: float = 1.0
    concentration: float = 30.0
    purses: tuple[tuple[float, float, float], ...] = (
        (0.62, 0.26, 0.12),
        (0.24, 0.52, 0.24),
        (0.12, 0.26, 0.62),
    )
    shelf: ShelfRules = field(default_factory=ShelfRules)


BOUTIQUE = World("boutique", "a jeweller with a few basics and many pieces that come once")

ONE_OFFS = World(
    "one_offs",
    "a goldsmith: every piece is single, fades within days and never comes again",
    concentration=12.0,
    shelf=ShelfRules(
        cover_days=60,
        basic_share=0.0,
        pack_shares=(1.0, 0.0, 0.0, 0.0, 0.0),
        attractiveness_spread=0.3,
        fading_days=10.0,
        faded_weight=0.1,
    ),
)

CLASSICS = World(
    "classics",
    "a chain store: deep stock of pieces that are always there, a few of them far ahead",
    shelf=ShelfRules(
        basic_share=0.6,
        reorder_chance=0.95,
        attractiveness_spread=1.2,
        fading_days=365.0,
        faded_weight=0.9,
    ),
)

HOLIDAYS = World(
    "holidays",
    "a gift shop: most come once, before a holiday, and whoever returns has no rhythm",
    buying_classes=(
        BuyingClass("once", 0.75, mean_gap_days=120, shape=1, dropout=1.0),
        BuyingClass("steady_90", 0.10, mean_gap_days=90, shape=1, dropout=0.35),
        BuyingClass("steady_200", 0.15, mean_gap_days=200, shape=1, dropout=0.25),
    ),
    festivity=2.0,
    purses=((0.40, 0.33, 0.27), (0.30, 0.40, 0.30), (0.27, 0.33, 0.40)),
)

REGULARS = World(
    "regulars",
    "a shop of regulars: few come once, most keep a rhythm, and tastes are narrow",
    buying_classes=(
        BuyingClass("once", 0.20, mean_gap_days=120, shape=1, dropout=1.0),
        BuyingClass("steady_80", 0.20, mean_gap_days=80, shape=1, dropout=0.15),
        BuyingClass("rhythm_30", 0.25, mean_gap_days=30, shape=4, dropout=0.15),
        BuyingClass("rhythm_75", 0.35, mean_gap_days=75, shape=4, dropout=0.12),
    ),
    festivity=0.5,
    concentration=8.0,
    purses=((0.80, 0.15, 0.05), (0.15, 0.70, 0.15), (0.05, 0.15, 0.80)),
    shelf=ShelfRules(cover_days=25, basic_share=0.2, fading_days=60.0, faded_weight=0.5),
)

WORLDS: dict[str, World] = {
    world.name: world for world in (BOUTIQUE, ONE_OFFS, CLASSICS, HOLIDAYS, REGULARS)
}
