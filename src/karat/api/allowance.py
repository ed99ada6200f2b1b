"""How much may be asked for in a minute."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Lock
from time import monotonic


class ExhaustedError(Exception):
    """More was asked for than is left.

    Attributes
    ----------
    retry_after
        Whole seconds until there is enough.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Allowance:
    """A bucket that holds what may be asked for in a minute, and fills again as time goes by.

    Parameters
    ----------
    per_minute
        How much; all of it may be asked for at once.
    clock
        Seconds that only grow.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left = float(per_minute)
        self._filled_at = clock()
        self._lock = Lock()

    def take(self, count: int) -> None:
        """Take some of what is left, or nothing.

        Raises
        ------
        ExhaustedError
            If less is left.
        """
        with self._lock:
            now = self._clock()
            filled = (now - self._filled_at) * self._per_minute / 60
            self._left = min(self._left + filled, self._per_minute)
            self._filled_at = now
            if count > self._left:
                raise ExhaustedError(math.ceil((count - self._left) * 60 / self._per_minute))
            self._left -= count
