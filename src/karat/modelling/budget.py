"""How long a family may take: `KARAT_FAMILY_SECONDS`."""

from __future__ import annotations

import time
from collections.abc import Callable

from karat.resources import family_seconds


class OverBudgetError(Exception):
    """A family took longer than it may."""


class Budget:
    """The time that a family's fit, or its scores, may take, counted from when this was made.

    Parameters
    ----------
    table
        The table that is made: `<family>_fit`, or `<task>_scores__<family>`.
    clock
        Seconds that never go back.
    """

    def __init__(self, table: str, clock: Callable[[], float] = time.monotonic) -> None:
        family = table.rpartition("__")[2].removesuffix("_fit")
        self._seconds = family_seconds(family)
        self._clock = clock
        self._started = clock()

    def check(self) -> None:
        """Stop what has taken too long.

        Raises
        ------
        OverBudgetError
            `each_split` makes it the reason why the family is set aside.
        """
        if self._seconds is not None and self._clock() - self._started > self._seconds:
            raise OverBudgetError(
                f"took longer than the {self._seconds:g} s that KARAT_FAMILY_SECONDS gives it"
            )
