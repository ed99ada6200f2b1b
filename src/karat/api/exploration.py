"""Lists that are drawn now and then, so that the log can tell what other lists would have brought.

With a chance of `share` a customer's list is any order of what their published list holds, each as
likely as the other; else it is the published order. So an item of the n stands in a place with the
chance (1 - share) [it is published there] + share / n, which the log keeps as its propensity.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from karat.api.store import Row


@dataclass(frozen=True)
class Drawn:
    """A list as it is shown.

    Attributes
    ----------
    items
        In order, the first with rank 1, each with its `propensity`: the chance with which it stands
        in its place.
    candidates
        What they were drawn from, in the published order; empty where nothing was drawn.
    share
        How often a list is drawn; 0 where nothing was.
    """

    items: list[Row]
    candidates: list[Row]
    share: float


def as_published(items: list[Row]) -> Drawn:
    """Return a list that is not drawn: it is shown in any case."""
    return Drawn([{**item, "propensity": 1.0} for item in items], [], 0.0)


@dataclass(frozen=True)
class Exploration:
    """Draws lists; the same for the same customer, publication and seed, whoever asks again.

    Attributes
    ----------
    share
        Chance that a list is drawn, from 0 (never) to 1.
    seed
        What the draws are made with.
    """

    share: float = 0.0
    seed: str = "0"

    def reach(self, limit: int, most: int) -> int:
        """Tell how much of a published list is needed for one of `limit` items."""
        return most if self.share else limit

    def draw(self, version: str, customer_id: str, items: list[Row], limit: int) -> Drawn:
        """Draw a customer's list.

        Parameters
        ----------
        version
            The publication.
        customer_id
            Whose list.
        items
            The whole published list, without what is excluded.
        limit
            How many are shown at most.
        """
        if self.share == 0 or not items:
            return as_published(items[:limit])
        generator = random.Random(f"{self.seed} {version} {customer_id}")
        order = list(items)
        if generator.random() < self.share:
            generator.shuffle(order)
        by_chance = self.share / len(items)
        shown = [
            {
                **item,
                "rank": place,
                "propensity": by_chance + (1 - self.share) * (item is items[place - 1]),
            }
            for place, item in enumerate(order[:limit], start=1)
        ]
        return Drawn(shown, items, self.share)
