"""Says now and then how far a long fit has come, and stops one that takes too long.

It speaks through the standard library's logger `karat`, which the plugin hands on to dbt's own log:
a fit that is called from elsewhere says nothing unless somebody listens.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import TypeVar

from lightgbm.callback import CallbackEnv

from karat.modelling.budget import Budget

SECONDS_BETWEEN = 10.0
"""A fit that takes less than this is never heard of, a longer one so often."""

Data = TypeVar("Data")

AfterTree = Callable[[CallbackEnv], None]
"""What LightGBM calls after each tree."""

_log = logging.getLogger(__name__)


class Progress:
    """How far one fit has come, counted from when this was made; several threads may tell it.

    Parameters
    ----------
    fit
        The name of the fit's table.
    clock
        Seconds that never go back.
    """

    def __init__(self, fit: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._fit = fit
        self._budget = Budget(fit)
        self._clock = clock
        self._started = self._last_said = clock()
        self._lock = Lock()

    def at(self, part: str, step: int, steps: int) -> None:
        """Tell that a step of a part of the fit is done; `step` counts from 1.

        Raises
        ------
        OverBudgetError
            Where the fit has taken longer than it may.
        """
        self._budget.check()
        self._say(part, step, steps)

    def _say(self, part: str, step: int, steps: int) -> None:
        now = self._clock()
        with self._lock:
            if now - self._last_said < SECONDS_BETWEEN:
                return
            self._last_said = now
        seconds = now - self._started
        _log.info("%s, %s: step %d of %d, %.0f s so far", self._fit, part, step, steps, seconds)

    def each(self, splits: Sequence[tuple[object, Data]]) -> Iterator[tuple[object, Data]]:
        """Yield a fit's splits, a name and its data each, and tell as each one's turn comes."""
        for step, split in enumerate(splits, start=1):
            self._say(f"split {split[0]}", step, len(splits))
            yield split

    def after_tree(self, part: str) -> AfterTree:
        """Return what LightGBM is to call after each tree of a part of the fit."""
        return lambda state: self.at(part, state.iteration + 1, state.end_iteration)
