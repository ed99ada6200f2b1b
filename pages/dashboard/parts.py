"""What a board is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pages.dashboard.words import Words

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
    link: str = ""
    """Where a click leads: a hash of the page, its {places} the fields of what is clicked."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw, as in a shop that names no customers."""
        return not any(self.specification["datasets"].values())


@dataclass(frozen=True)
class Remark:
    """Something to know: a title and a paragraph."""

    title: str
    note: str


@dataclass(frozen=True)
class Finder:
    """All customers, to search, choose from, sort and save; the page's script fills it."""

    title: str
    note: str


@dataclass(frozen=True)
class Column:
    """How a column of a table is headed and written; `kind` is a key of `page.written`."""

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
    link: str = ""
    """Where the first cell of a row leads: a hash of the page, its {places} the row's columns."""


def chart(
    say: Words, specification: Mapping[str, Any], *remarks: str, size: str = "half", link: str = ""
) -> Chart:
    """Return a chart whose title and note are the words of its place, with remarks to the note."""
    return Chart(say("title"), " ".join([say("note"), *remarks]), specification, size, link)


def table(say: Words, rows: pd.DataFrame, kinds: Mapping[str, str], **more: Any) -> Table:
    """Return a table whose title, note and heads are the words of its place.

    Parameters
    ----------
    say
        The words at the table's place, such as `health.loads`; its last name is the table's.
    rows
        The rows of a query.
    kinds
        The kind of each column that is shown, in their order.
    more
        The other fields of `Table`; a note of its own where the words have places to fill.
    """
    columns = {name: Column(say(name), kind) for name, kind in kinds.items()}
    name = say.place.rpartition(".")[2]
    note = more.pop("note", None) or say("note")
    return Table(say("title"), note, rows, columns, name, **more)


@dataclass(frozen=True)
class Board:
    """One page of the dashboard: the question in its heading, the answer under it."""

    key: str
    title: str
    question: str
    figures: tuple[Figure, ...] = ()
    parts: tuple[Chart | Table | Remark | Finder, ...] = field(default_factory=tuple)
