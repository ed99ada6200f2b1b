"""One row per figure: what the pages are written from and what `results.csv` holds."""

from __future__ import annotations

from dataclasses import dataclass

KARAT = "Karat"
OBSERVER = "perfect observer"
TRUTH = "the generator's truth"
KNOWING = "a list that knew the answer"


@dataclass(frozen=True)
class Figure:
    """A measured figure.

    Attributes
    ----------
    log, task, split
        What was measured on.
    model
        A peer's name, `Karat: <family>` or, on the demo, the observer.
    measure, at
        What was measured; at which horizon in days, or at which level of items.
    value, lower, upper
        The figure and its 95 % interval; the same three where there is none.
    """

    log: str
    task: str
    split: str
    model: str
    measure: str
    at: str
    value: float
    lower: float
    upper: float


def karat_name(family: str) -> str:
    """Name one of Karat's families on the page."""
    return f"{KARAT}: {family}"
