"""What a layout is, and how a header row is recognised as one of some layouts."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from karat.ingest.errors import IngestError

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
    ),
    needs=(("Item",),),
)

FORGOTTEN = Layout("forgotten", (named("customer_id"),), needs=(("customer_id",),))

NOT_GOODS = Layout(
    "not_goods",
    (named("pattern", "Слова", "Шаблон"), named("kind", "Вид"), named("place", "Место")),
    needs=(("pattern",), ("kind",)),
)


@dataclass(frozen=True)
class Header:
    """A header row that has been matched with a layout.

    Attributes
    ----------
    layout
        What it was matched with.
    sources
        Name of each column that was found, and for each of its sources the numbers of the cells
        that are joined, from 0.
    marks, no_item_cells
        The cells of the layout's marks and of its rows that are no items.
    width
        Cells up to the last one that has a name; a record with text beyond them doesn't fit.
    unknown
        Names in the header that mean nothing to the layout.
    ambiguous
        For each column that has several candidates: its name, the one taken, those left out.
    missing
        Columns that are needed and were not found.
    levels
        What the headings above the items are, from the outermost, where the header says so.
    depth
        Rows that the header takes.
    currency
        What the name of the money's column says that it is in («Цена, тг»), where no column does.
    """

    layout: Layout
    sources: dict[str, tuple[tuple[int, ...], ...]]
    marks: tuple[tuple[int, Mark], ...]
    no_item_cells: tuple[tuple[int, frozenset[str]], ...]
    width: int
    unknown: tuple[str, ...]
    ambiguous: tuple[tuple[str, str, tuple[str, ...]], ...]
    missing: tuple[str, ...]
    levels: tuple[str, ...] = ()
    depth: int = 1
    currency: str | None = None

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """Numbers of all cells that are read, in their order."""
        read = {at for sources in self.sources.values() for source in sources for at in source}
        read.update(at for at, _ in self.marks)
        read.update(at for at, _ in self.no_item_cells)
        return tuple(sorted(read))


@dataclass(frozen=True)
class Found:
    """Where in a file its header stands."""

    at: int
    header: Header


# Цена, тг · Кол-во (шт.) · Price ($): the unit beside a name is no part of it.
_UNIT = re.compile(
    r"[,(\[]\s*(шт|штук|pcs|тг|тнг|тенге|руб|рублей|р|сом|сум|у\.? ?е|[₸₽$€]"
    r"|kzt|rub|usd|eur|kgs|uzs)\.?\s*[)\]]?\s*$",
    re.IGNORECASE,
)


_CURRENCIES = {
    **dict.fromkeys(("тг", "тнг", "тенге", "₸", "kzt"), "KZT"),
    **dict.fromkeys(("руб", "рублей", "р", "₽", "rub"), "RUB"),
    **{"сом": "KGS", "kgs": "KGS", "сум": "UZS", "uzs": "UZS", "$": "USD", "usd": "USD"},
    **{"€": "EUR", "eur": "EUR"},
}


def currency_of(name: str) -> str | None:
    """Return the currency that a column's name says its money is in.

    >>> currency_of("Цена, тг"), currency_of("Кол-во, шт.")
    ('KZT', None)
    """
    unit = _UNIT.search(unwrapped(name))
    return _CURRENCIES.get(unit[1].casefold()) if unit else None


@lru_cache(maxsize=4096)  # each row that may be a header is held to every name of every layout
def comparable(name: str) -> str:
    """Reduce a column's name to what two spellings of it have in common.

    >>> comparable(" Full_name") == comparable("FullName")
    True
    >>> comparable("Цена, тг") == comparable("цена")
    True
    """
    name = _UNIT.sub("", unwrapped(name))
    # A byte order mark stays in front of a header that was glued to the end of another file.
    kept = "".join(ch for ch in name if not ch.isspace() and ch not in "_\ufeff\u200b:")
    return kept.casefold().replace("ё", "е")


def unwrapped(cell: str) -> str:
    """Take off the formula that some programs write around a text so that Excel keeps it.

    >>> unwrapped('="12500"')
    '12500'
    """
    bare = cell.strip()
    return bare[2:-1] if bare.startswith('="') and bare.endswith('"') and len(bare) > 2 else cell


def match_header(cells: Sequence[str], layout: Layout) -> Header:
    """Match the cells of one row with the columns of a layout, in any order.

    Where a file offers several columns for one (Итого and Сумма), the name that stands first in the
    layout is taken, and of two columns with the same name the left one.
    """
    names = [comparable(cell) for cell in cells]
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        places.setdefault(name, []).append(at)
    claimed: set[int] = set()
    sources: dict[str, tuple[tuple[int, ...], ...]] = {}
    ambiguous = []
    for column in layout.columns:
        found_sources = []
        for source in column.sources:
            found_pieces = [found for piece in source if (found := _places(piece, places))]
            if found_pieces:
                found_sources.append(tuple(found[0] for found in found_pieces))
            for found in found_pieces:
                claimed.update(found)
                if len(found) > 1:
                    left_out = tuple(cells[at].strip() for at in found[1:])
                    ambiguous.append((column.name, cells[found[0]].strip(), left_out))
        if found_sources:
            sources[column.name] = tuple(found_sources)
    marks = tuple((p[0], mark) for mark in layout.marks if (p := _places(mark.when_filled, places)))
    no_items = tuple(
        (p[0], texts) for piece, texts in layout.no_item_rows if (p := _places(piece, places))
    )
    claimed.update(at for at, _ in (*marks, *no_items))
    money = next((sources[name][0][0] for name in ("Amount", "Price") if name in sources), None)
    width = max((at for at, name in enumerate(names) if name), default=-1) + 1
    return Header(
        layout=layout,
        sources=sources,
        marks=marks,
        no_item_cells=no_items,
        width=width,
        unknown=tuple(
            cells[at].strip()
            for at, name in enumerate(names)
            if name and at not in claimed and not _is_ignored(name, layout)
        ),
        ambiguous=tuple(ambiguous),
        currency=None if money is None else currency_of(cells[money]),
        missing=(
            *(" or ".join(g) for g in layout.needs if not any(name in sources for name in g)),
            *(piece[0] for piece in layout.recognised_by if not _places(piece, places)),
        ),
    )


def _places(piece: Piece, places: dict[str, list[int]]) -> list[int]:
    found = (at for name in piece for at in places.get(comparable(name), ()))
    return list(dict.fromkeys(found))


def _is_ignored(name: str, layout: Layout) -> bool:
    return any(fnmatchcase(name, comparable(pattern)) for pattern in layout.ignored)


def is_header(cells: Sequence[str], layout: Layout) -> bool:
    """Tell whether a row names every column that is needed, and none that rules the layout out."""
    names = {comparable(cell) for cell in cells} if layout.unless else set()
    is_ruled_out = any(comparable(name) in names for name in layout.unless)
    return not is_ruled_out and not match_header(cells, layout).missing


def find_header(rows: Sequence[Sequence[str]], layouts: Sequence[Layout]) -> Found | None:
    """Find the header among a file's first rows: reports have titles above it.

    Returns
    -------
    Found or None
        The first row that has every column that some layout needs, as the layout that asks for
        the most columns; else the row with the most known columns (it makes the better error
        message); else None when no row has any.

    Raises
    ------
    IngestError
        When two layouts that ask for equally many columns fit.
    """
    best, most_known = None, 0
    for at, cells in enumerate(rows):
        fitting = [layout for layout in layouts if is_header(cells, layout)]
        if fitting:
            return Found(at, match_header(cells, _most_specific(fitting)))
        stacked = find_stacked_header(rows[at : at + _STACK], layouts)
        if stacked:
            return Found(at, stacked)
        # What is missing is told of the layout that asks for nothing special, `plain`.
        header = match_header(cells, layouts[-1])
        if len(header.sources) > most_known:
            best, most_known = Found(at, header), len(header.sources)
    return best


def _most_specific(layouts: list[Layout]) -> Layout:
    most = max(len(layout.recognised_by) for layout in layouts)
    first, *others = [layout for layout in layouts if len(layout.recognised_by) == most]
    if others:
        names = " and ".join(layout.name for layout in (first, *others))
        raise IngestError(
            f"the header fits the layouts {names} equally well. "
            "Set KARAT_LAYOUT to the one that is meant."
        )
    return first


_STACK = 5  # rows: a report has at most four levels above its items


def find_stacked_header(rows: Sequence[Sequence[str]], layouts: Sequence[Layout]) -> Header | None:
    """Match a report's header whose first column names its levels one below the other.

    >>> rows = [["Контрагент", "Количество", "Сумма"], ["Период, день"], ["Номенклатура"]]

    says that customers stand above days, and days above items.
    """
    for layout in (layout for layout in layouts if layout.heading_names):
        item = layout.column("Item")
        items = {comparable(name) for name in item.accepted_names} if item else set()
        for depth in range(2, len(rows) + 1):
            *above, lowest = rows[:depth]
            named_cells = [at for at, cell in enumerate(lowest) if cell.strip()]
            if len(named_cells) != 1 or comparable(lowest[named_cells[0]]) not in items:
                continue
            at = named_cells[0]
            stack = [row[at] if at < len(row) else "" for row in above]
            alone = all(not c.strip() for row in above[1:] for i, c in enumerate(row) if i != at)
            if not alone or not all(cell.strip() for cell in stack):
                continue
            cells = [*above[0]]
            cells[at] = lowest[at]
            header = match_header(cells, layout)
            levels = tuple(heading_of(name, layout) for name in stack)
            missing = tuple(m for m in header.missing if not (m == "Date" and "date" in levels))
            if not missing:
                return Header(
                    **{**header.__dict__, "missing": (), "levels": levels, "depth": depth}
                )
    return None


def heading_of(name: str, layout: Layout) -> str:
    """Tell what the headings are that a report calls so: customer, date, receipt or other."""
    bare = comparable(name)
    return next((kind for kind, names in layout.heading_names.items() if bare in names), "other")


def check_header(
    found: Found | None, layouts: Sequence[Layout], file_name: str, warn: Warn
) -> Header:
    """Return the header if it can be worked with, and say what is odd about it.

    Raises
    ------
    IngestError
        When a column that is needed is missing.
    """
    if found is None:
        needed = ", ".join(" or ".join(group) for group in layouts[-1].needs)
        raise IngestError(
            f"{file_name}: no header row was found in the first rows of the file; columns are "
            f"found by name, and at least {needed} have to be there. Add a header row, with "
            "commas, semicolons or tabs between the names as between the cells."
        )
    header = found.header
    if header.missing:
        advice = "; ".join(filter(None, (_advice(m, header.layout) for m in header.missing)))
        raise IngestError(
            f"{file_name}: missing {_columns(header.missing)}. Found: {_found(header)}. "
            f"Rename or add what is missing in the header row{f' ({advice})' if advice else ''}."
        )
    for name, taken, left_out in header.ambiguous:
        warn(
            f"{file_name}: several columns can be {name}; '{taken}' is read and "
            f"{', '.join(repr(other) for other in left_out)} left out. "
            f"If that is wrong, rename the right one to {name}."
        )
    for name in header.unknown:
        _warn_of_unread(name, file_name, warn)
    return header


# What a build must not overlook: each says who, how much, or that it was no sale after all.
_TELLING = (
    ("a quantity", "Quantity", r"кол-?во|количеств|\bqty\b|quantit|штук"),
    ("a return", "Operation", r"возврат|\breturn|refund"),
    ("an operation", "Operation", r"операц|признак ?расч|(тип|вид) ?(док|чек)"
     r"|(event|transaction) ?type"),
    ("a status", "Status", r"статус|состояни|status"),
    ("a currency", "Currency", r"валют|currenc"),
    ("a discount", "Discount", r"скидк|discount"),
    ("a customer", "FullName or phone", r"клиент|покупател|контрагент|заказчик|фамили|телефон"
     r"|\bтел\b|customer|client|buyer|surname|(first|last) ?name|phone"),
)  # fmt: skip


def _warn_of_unread(name: str, file_name: str, warn: Warn) -> None:
    """Say that a column is not read which by its name says what a sale is."""
    for looks_like, column, pattern in _TELLING:
        if re.search(pattern, name.casefold().replace("_", " ")):
            shown = f"column '{name}'" if _is_safe_to_show(name) else "column of a long name"
            warn(
                f"{file_name}: the {shown} looks like {looks_like} and is not read. If it is one, "
                f"rename it to {column} or name it in a layout of your own (KARAT_LAYOUT)."
            )
            return


def _advice(group: str, layout: Layout) -> str:
    told = []
    for name in group.split(" or "):
        column = layout.column(name)
        others = [n for n in column.accepted_names if n != name][:4] if column else []
        if others:
            told.append(f"{name} may also be called {', '.join(others)}")
    return "; ".join(told)


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _found(header: Header) -> str:
    """List the columns of a header for a message."""
    found = ", ".join(header.sources)
    if not header.unknown:
        return found
    # Where only one name is known, the row may be somebody's sale in a file without a header, and
    # what looks like the name of a column may be the name of a person.
    shown = [name for name in header.unknown if _is_safe_to_show(name)]
    if len(header.sources) < 2 or not shown:
        return f"{found} and {len(header.unknown)} with other names"
    return f"{found} and, of no known name, {', '.join(shown)}"


def _is_safe_to_show(name: str) -> bool:
    return len(name) <= 40 and name.isprintable() and not any(ch.isdigit() for ch in name)
