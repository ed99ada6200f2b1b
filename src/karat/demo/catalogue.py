"""What the shop sells: archetypes (category × metal × price tier) and the pieces within them."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from karat.demo.calendar import FloatArray, IntArray
from karat.demo.worlds import BOUTIQUE, World

CATEGORIES: tuple[str, ...] = (
    "rings",
    "earrings",
    "chains",
    "bracelets",
    "pendants",
    "necklaces",
    "crosses",
    "brooches",
    "piercings",
    "watches",
    "sets",
)
METALS: tuple[str, ...] = ("gold", "silver")
PRICE_TIERS: tuple[str, ...] = ("low", "middle", "high")
ARCHETYPE_COUNT = len(CATEGORIES) * len(METALS) * len(PRICE_TIERS)

LOWEST_PRICE = 1_490
HIGHEST_PRICE = 1_083_500

# Price in tenge of a piece in the middle of the middle tier, by category: gold, silver.
_MIDDLE_PRICES: dict[str, tuple[int, int]] = {
    "rings": (56_000, 6_500),
    "earrings": (52_000, 7_000),
    "chains": (72_000, 9_500),
    "bracelets": (68_000, 9_900),
    "pendants": (33_000, 4_900),
    "necklaces": (98_000, 14_000),
    "crosses": (32_000, 4_600),
    "brooches": (62_000, 7_500),
    "piercings": (13_000, 3_200),
    "watches": (190_000, 26_000),
    "sets": (118_000, 17_000),
}
# Price over the middle price, lowest and highest of a tier. The gaps between the tiers are wider
# than any discount, so that a price always tells the tier.
_TIER_RANGES: dict[str, tuple[float, float]] = {
    "low": (0.38, 0.78),
    "middle": (0.84, 1.45),
    "high": (1.56, 12.0),
}
_HIGH_TIER_TAIL = 0.42  # mean of the log price above the high tier's lower end

_PACK_SIZES = np.array([1, 2, 3, 4, 6])
_BASIC_PACK_SIZES = (8, 30)
_BASIC_ATTRACTIVENESS = 2.5


def archetype_position(category: str, metal: str, price_tier: str) -> int:
    """
    Position of an archetype in every array that has one value per archetype.

    Examples
    --------
    >>> archetype_position("rings", "silver", "high")
    5
    """
    position = CATEGORIES.index(category) * len(METALS) + METALS.index(metal)
    return position * len(PRICE_TIERS) + PRICE_TIERS.index(price_tier)


def archetype_parts(position: int) -> tuple[str, str, str]:
    """Return category, metal and price tier; the inverse of `archetype_position`."""
    pair, tier = divmod(position, len(PRICE_TIERS))
    category, metal = divmod(pair, len(METALS))
    return CATEGORIES[category], METALS[metal], PRICE_TIERS[tier]


def fallback_order(archetype: int) -> list[int]:
    """
    Where a customer turns when an archetype is sold out, nearest first.

    Another tier of the category and metal (the nearest, the dearer on a tie), then the same tier
    in the other metal, then whatever the shop has.
    """
    pair, tier = divmod(archetype, len(PRICE_TIERS))
    category, metal = divmod(pair, len(METALS))
    tiers = sorted(range(len(PRICE_TIERS)), key=lambda other: (abs(other - tier), -other))
    first = [pair * len(PRICE_TIERS) + other for other in tiers]
    other_pair = category * len(METALS) + (1 - metal)
    first.append(other_pair * len(PRICE_TIERS) + tier)
    return first + [other for other in range(ARCHETYPE_COUNT) if other not in first]


@dataclass(frozen=True)
class Pieces:
    """
    Pieces (items) that arrived in the shop: one value per piece in every array.

    Attributes
    ----------
    archetype
        Position of the archetype.
    arrival
        Day of arrival; below zero for what was there at the opening.
    attractiveness
        Weight in the choice among the pieces of an archetype. Hidden.
    pack
        Units of one delivery.
    basic
        Whether it is delivered again after selling out.
    price
        List price in tenge.
    """

    archetype: IntArray
    arrival: IntArray
    attractiveness: FloatArray
    pack: IntArray
    basic: npt.NDArray[np.bool_]
    price: IntArray

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.archetype)


def joined(batches: list[Pieces]) -> Pieces:
    """Put deliveries one after the other."""
    return Pieces(
        **{
            field.name: np.concatenate([getattr(batch, field.name) for batch in batches])
            for field in fields(Pieces)
        }
    )


def no_pieces() -> Pieces:
    """Return an empty catalogue, with the types of a full one."""
    whole, real = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64)
    return Pieces(whole, whole, real, whole, np.empty(0, dtype=np.bool_), whole)


def draw_pieces(
    rng: np.random.Generator, archetype: IntArray, arrival: IntArray, world: World = BOUTIQUE
) -> Pieces:
    """Draw new pieces of the given archetypes, arriving on the given days."""
    size, rules = len(archetype), world.shelf
    basic = rng.random(size) < rules.basic_share
    pack = np.where(
        basic,
        rng.integers(*_BASIC_PACK_SIZES, size=size, endpoint=True),
        rng.choice(_PACK_SIZES, size=size, p=rules.pack_shares),
    )
    attractiveness = rng.lognormal(0.0, rules.attractiveness_spread, size=size)
    return Pieces(
        archetype=archetype,
        arrival=arrival,
        attractiveness=np.where(basic, _BASIC_ATTRACTIVENESS, attractiveness),
        pack=pack,
        basic=basic,
        price=_draw_prices(rng, archetype),
    )


def showpiece(arrival: int) -> Pieces:
    """
    Return the dearest piece of the shop, so coveted that it sells.

    Chance alone would rarely reach the highest price that a real export shows.
    """
    return Pieces(
        archetype=np.array([archetype_position("necklaces", "gold", "high")]),
        arrival=np.array([arrival]),
        attractiveness=np.array([1_000.0]),
        pack=np.array([1]),
        basic=np.array([False]),
        price=np.array([HIGHEST_PRICE]),
    )


def _draw_prices(rng: np.random.Generator, archetype: IntArray) -> IntArray:
    parts = [archetype_parts(position) for position in range(ARCHETYPE_COUNT)]
    middle = np.array(
        [_MIDDLE_PRICES[category][METALS.index(metal)] for category, metal, _ in parts]
    )[archetype]
    lowest, highest = np.array([_TIER_RANGES[tier] for _, _, tier in parts])[archetype].T
    is_high = np.array([tier == "high" for _, _, tier in parts])[archetype]
    size = len(archetype)
    spread = lowest * (highest / lowest) ** rng.random(size)
    tail = np.minimum(lowest * np.exp(rng.exponential(_HIGH_TIER_TAIL, size)), highest)
    exact = middle * np.where(is_high, tail, spread)
    # As price tags look: 6 490 and 54 990, but 162 500.
    tagged = np.where(exact < 100_000, np.rint(exact / 100) * 100 - 10, np.rint(exact / 500) * 500)
    return np.asarray(np.clip(tagged, LOWEST_PRICE, HIGHEST_PRICE - 500).astype(np.int64))
