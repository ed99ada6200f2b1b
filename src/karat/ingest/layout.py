"""What a layout is: how one system's export says who, what, when and how much."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from karat.ingest.names import comparable

Warn = Callable[[str], None]
"""Takes one sentence for the person who runs the build."""

Piece = tuple[str, ...]
"""The names that one column of a file may have, the preferred one first."""

Source = tuple[Piece, ...]
"""The columns of a file whose texts, joined by a space, make one value."""


@dataclass(frozen=True)
class Column:
    """A column by the name it has in the result, and where a file may have it.

    Attributes
    ----------
    name
        Its name in the result.
    sources
        Where its value stands; in each row the first source that is filled there counts.
    """

    name: str
    sources: tuple[Source, ...]

    @property
    def accepted_names(self) -> Iterator[str]:
        """All names that a file may have for it."""
        return (name for source in self.sources for piece in source for name in piece)


def named(name: str, *aliases: str) -> Column:
    """Make a column that stands in one column of a file, under one of several names."""
    return Column(name, (((name, *aliases),),))


@dataclass(frozen=True)
class Mark:
    """A value that a column has in the rows where another one is filled."""

    when_filled: Piece
    column: str
    value: str


@dataclass(frozen=True)
class Layout:
    """How one system's export says who bought what, when and for how much.

    `docs/layouts.md` explains each attribute with examples; `layouts/*.yaml` hold them.
    """

    name: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    recognised_by: tuple[Piece, ...] = ()
    unless: Piece = ()
    ignored: Piece = ()
    fill_within: str | None = None
    fill_columns: tuple[str, ...] = ()
    is_receipt_unique: bool = False
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    no_item_rows: tuple[tuple[Piece, frozenset[str]], ...] = ()
    headings: tuple[str, ...] = ()
    heading_names: dict[str, frozenset[str]] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    minor_units: tuple[str, ...] = ()
    has_minor_decimals: bool = False
    percents: tuple[str, ...] = ()
    epoch_seconds: tuple[str, ...] = ()

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Every name that means something to the layout, reduced by `comparable`."""
        return frozenset(
            comparable(name) for column in self.columns for name in column.accepted_names
        )

    def column(self, name: str) -> Column | None:
        """Return the column of that name in the result."""
        return next((column for column in self.columns if column.name == name), None)


STOCK = Layout(
    "stock",
    (
        named("Item", "Номенклатура", "Товар", "Наименование"),
        named("quantity", "Количество", "Остаток", "Кол-во"),
        named("first_day", "Дата поступления", "Поступление"),
        named("last_day", "Дата выбытия", "Выбытие"),
    ),
    needs=(("Item",),),
)

CUSTOMER_IDS = Layout("customer_ids", (named("customer_id"),), needs=(("customer_id",),))

NOT_GOODS = Layout(
    "not_goods",
    (named("pattern", "Слова", "Шаблон"), named("kind", "Вид"), named("place", "Место")),
    needs=(("pattern",), ("kind",)),
)

EXPOSURES = Layout(
    "exposures",
    tuple(named(name) for name in ("customer_id", "experiment", "arm", "shown_at")),
    needs=(("customer_id",), ("experiment",), ("arm",), ("shown_at",)),
)

CONTACTS = Layout(
    "contacts",
    tuple(named(name) for name in ("customer_id", "campaign", "contacted_on", "outcome")),
    needs=(("customer_id",), ("campaign",), ("contacted_on",)),
)

OTHER_LISTS = Layout(
    "other_lists",
    tuple(named(name) for name in ("customer_id", "list", "made_on", "rank", "item_id")),
    needs=(("customer_id",), ("list",), ("made_on",), ("rank",), ("item_id",)),
)
