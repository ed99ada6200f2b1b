"""What customers like: hidden segments, and each customer's own taste around the segment's."""

from dataclasses import dataclass

import numpy as np

from karat.demo.calendar import FloatArray, IntArray
from karat.demo.catalogue import (
    ARCHETYPE_COUNT,
    CATEGORIES,
    METALS,
    PRICE_TIERS,
    archetype_parts,
)
from karat.demo.worlds import BOUTIQUE, World


@dataclass(frozen=True)
class Profile:
    """
    A kind of customer by what they look at.

    Attributes
    ----------
    name
        What it is called in the truth.
    prior
        Share of new customers.
    gold_share
        Share of those with this profile who lean to gold; the others lean to silver.
    categories
        Weights of the categories that they favour; the others share what is left of 1.
    """

    name: str
    prior: float
    gold_share: float
    categories: dict[str, float]


PROFILES: tuple[Profile, ...] = (
    Profile("ring_lover", 0.26, 0.58, {"rings": 0.64, "earrings": 0.18, "bracelets": 0.06}),
    Profile("earring_lover", 0.24, 0.46, {"earrings": 0.64, "pendants": 0.16, "rings": 0.08}),
    Profile("chain_wearer", 0.20, 0.58, {"chains": 0.60, "bracelets": 0.20, "crosses": 0.10}),
    Profile("gift_giver", 0.16, 0.38, {"pendants": 0.56, "sets": 0.18, "necklaces": 0.12}),
    Profile("young_piercer", 0.08, 0.25, {"piercings": 0.64, "earrings": 0.14, "rings": 0.12}),
    Profile("dresser", 0.06, 0.60, {"watches": 0.54, "brooches": 0.22, "necklaces": 0.14}),
)

# What someone who leans to a metal buys of gold and of silver.
LEANINGS: dict[str, tuple[float, float]] = {"gold": (0.90, 0.10), "silver": (0.10, 0.90)}

# In the order of a world's purses.
PURSES = ("small_purse", "middle_purse", "large_purse")

SEGMENTS: tuple[tuple[Profile, str, str], ...] = tuple(
    (profile, metal, purse) for profile in PROFILES for metal in LEANINGS for purse in PURSES
)


def segment_names() -> list[str]:
    """Name the segments as the truth does, such as ``ring_lover_gold_small_purse``."""
    return [f"{profile.name}_{metal}_{purse}" for profile, metal, purse in SEGMENTS]


def segment_priors() -> FloatArray:
    """Return the shares of the segments among new customers, shape (segments,)."""
    return np.array(
        [
            profile.prior
            * (profile.gold_share if metal == "gold" else 1 - profile.gold_share)
            / len(PURSES)
            for profile, metal, _ in SEGMENTS
        ]
    )


def segment_tastes(world: World = BOUTIQUE) -> FloatArray:
    """
    Mean taste of each segment over the archetypes.

    Returns
    -------
    FloatArray
        Shape (segments, archetypes); rows sum to 1, every value is above zero.
    """
    purses = dict(zip(PURSES, world.purses, strict=True))
    tastes = np.empty((len(SEGMENTS), ARCHETYPE_COUNT))
    for segment, (profile, leaning, purse) in enumerate(SEGMENTS):
        categories = _category_weights(profile)
        metals = dict(zip(METALS, LEANINGS[leaning], strict=True))
        tiers = dict(zip(PRICE_TIERS, purses[purse], strict=True))
        for position in range(ARCHETYPE_COUNT):
            category, metal, tier = archetype_parts(position)
            tastes[segment, position] = categories[category] * metals[metal] * tiers[tier]
    return tastes


def _category_weights(profile: Profile) -> dict[str, float]:
    others = [category for category in CATEGORIES if category not in profile.categories]
    rest = (1 - sum(profile.categories.values())) / len(others)
    return profile.categories | dict.fromkeys(others, rest)


def demand_shares(world: World = BOUTIQUE) -> FloatArray:
    """Return the share of each archetype in what all customers want, shape (archetypes,)."""
    return np.asarray((segment_priors()[:, None] * segment_tastes(world)).sum(axis=0))


def draw_tastes(
    rng: np.random.Generator, customer_count: int, world: World = BOUTIQUE
) -> tuple[IntArray, FloatArray]:
    """
    Draw each customer's segment, and a taste from a Dirichlet around the segment's.

    Returns
    -------
    tuple
        Segments, shape (customers,), and tastes, shape (customers, archetypes), rows sum to 1.
    """
    segments = rng.choice(len(SEGMENTS), size=customer_count, p=segment_priors())
    gammas = rng.standard_gamma(world.concentration * segment_tastes(world)[segments])
    return segments, gammas / gammas.sum(axis=1, keepdims=True)


def draw_archetypes(rng: np.random.Generator, tastes: FloatArray, customer: IntArray) -> IntArray:
    """Draw the archetype of each row sold from the taste of its customer."""
    thresholds = np.cumsum(tastes, axis=1)
    thresholds /= thresholds[:, -1:]  # rounding must not leave a draw without an archetype
    draws = rng.random(len(customer))
    return np.asarray((thresholds[customer] <= draws[:, None]).sum(axis=1))


def observed_tastes(
    customer: IntArray, archetype: IntArray, customer_count: int, world: World = BOUTIQUE
) -> FloatArray:
    """
    Mean taste given the archetypes that a customer bought: what a perfect observer expects.

    The observer knows the rules, not the hidden state: segments are weighed by the
    Dirichlet-multinomial likelihood of the purchases, and within each the mean of the posterior
    Dirichlet is (concentration × base + counts) / (concentration + n). Exact.

    Parameters
    ----------
    customer, archetype
        One value per row sold, in the order of time.
    customer_count
        Customers known; those without a row get the prior mean.
    world
        The shop's rules.

    Returns
    -------
    FloatArray
        Shape (customers, archetypes); rows sum to 1.
    """
    priors, bases = segment_priors(), world.concentration * segment_tastes(world)
    counts = np.zeros((customer_count, ARCHETYPE_COUNT))
    log_weights = np.tile(np.log(priors), (customer_count, 1))
    # The n-th purchase of an archetype has the chance (base + n - 1) / (…), the denominator being
    # the same for every segment: so the likelihood is a sum over rows, without gamma functions.
    earlier = _earlier_purchases(customer, archetype)
    np.add.at(log_weights, customer, np.log(bases[:, archetype] + earlier).T)
    np.add.at(counts, (customer, archetype), 1)
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    totals = world.concentration + counts.sum(axis=1, keepdims=True)
    return np.asarray((weights @ bases + counts) / totals)


def _earlier_purchases(customer: IntArray, archetype: IntArray) -> IntArray:
    """Count, for each row, the earlier rows of the same customer and archetype."""
    pair = customer * ARCHETYPE_COUNT + archetype
    order = np.argsort(pair, kind="stable")
    ordered = pair[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    run_lengths = np.diff(np.append(starts, len(ordered)))
    earlier = np.empty(len(pair), dtype=np.int64)
    earlier[order] = np.arange(len(pair)) - np.repeat(starts, run_lengths)
    return earlier
