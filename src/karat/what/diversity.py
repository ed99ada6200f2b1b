"""Lists without near-copies: maximal marginal relevance.

Source: J. Carbonell, J. Goldstein, "The use of MMR, diversity-based reranking for reordering
documents and producing summaries", SIGIR 1998. The next place goes to the item with the highest
``(1 - strength) * worth - strength * similarity``, worth as a share of the customer's best,
similarity to the most alike item already on the list.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

POOL = 3
"""Lists' lengths of best items that compete for the places."""

PRICE_REACH = 0.4
"""Difference of the logarithms of two prices at which they are no longer alike: 1 to 1.5."""


@dataclass(frozen=True)
class Looks:
    """What makes two items alike, one value per item: archetype and stone by number, log price."""

    archetype: Ints
    stone: Ints
    log_price: Floats


def diverse_order(
    customers: Ints, worth: Floats, looks: Looks, length: int, strength: float
) -> tuple[Ints, Ints]:
    """Choose each customer's list, one place after the other.

    Parameters
    ----------
    customers, worth, looks
        One value per candidate, sorted by customer and then by worth, best first.
    length
        Places of a list; fewer for customers with fewer candidates.
    strength
        0 leaves the order of worth, towards 1 only similarity counts.

    Returns
    -------
    tuple
        Rows chosen, and the rank from 1 of each, sorted by customer and rank.
    """
    if not len(customers):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.diff(customers, prepend=customers[0] - 1))
    sizes = np.diff(np.append(starts, len(customers)))
    pool = min(POOL * length, int(sizes.max()))
    rows = starts[:, None] + np.minimum(np.arange(pool), sizes[:, None] - 1)
    open_places = np.arange(pool) < sizes[:, None]
    share = worth[rows] / np.maximum(worth[starts][:, None], 1e-12)
    archetype, stone, price = looks.archetype[rows], looks.stone[rows], looks.log_price[rows]
    similarity = np.zeros(rows.shape)
    chosen = np.zeros((len(starts), length), dtype=np.int64)
    everyone = np.arange(len(starts))
    for place in range(length):
        value = np.where(open_places, (1 - strength) * share - strength * similarity, -np.inf)
        best = np.argmax(value, axis=1)
        chosen[:, place] = best
        open_places[everyone, best] = False
        near_price = 1 - np.abs(price - price[everyone, best][:, None]) / PRICE_REACH
        alike = (archetype == archetype[everyone, best][:, None]) * (
            0.5 * (stone == stone[everyone, best][:, None]) + 0.5 * np.maximum(near_price, 0)
        )
        similarity = np.maximum(similarity, alike)
    filled = np.arange(length) < sizes[:, None]
    return np.take_along_axis(rows, chosen, axis=1)[filled], np.broadcast_to(
        np.arange(1, length + 1), filled.shape
    )[filled]
