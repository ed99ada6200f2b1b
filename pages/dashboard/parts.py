"""What a board is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

Answers = Mapping[str, pd.DataFrame]
"""The rows of each query by the query's name."""


@dataclass(frozen=True)
class Figure:
    """A number to read at a glance."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """Something to look at: a Vega-Lite specification, and what to see in it."""

    title: str
    note: str
    specification: Mapping[str, Any]
    size: str = "half"
    """`wide`, `half` or `small`: how much of a desk's width it takes; a phone gives it all."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw, as in a shop that names no customers."""
        return not any(self.specification["datasets"].values())


@dataclass(frozen=True)
class Column:
    """How a column of a table is headed and written; `kind` is a key of `page.WRITTEN`."""

    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """Something to copy: rows that can be searched, sorted and saved as CSV."""

    title: str
    note: str
    rows: pd.DataFrame
    columns: Mapping[str, Column]
    name: str
    choices: tuple[str, ...] = ()
    """Columns whose values can be chosen from."""
    whole_file: str | None = None
    """A file beside the page that has all the rows, where the page has the first."""
    is_cards: bool = False
    """Whether a row becomes a card on a narrow screen, rather than the table a strip to scroll."""


@dataclass(frozen=True)
class Board:
    """One page of the dashboard: the question in its heading, the answer under it."""

    key: str
    title: str
    question: str
    figures: tuple[Figure, ...] = ()
    parts: tuple[Chart | Table, ...] = field(default_factory=tuple)
