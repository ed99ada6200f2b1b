"""Which columns a file has to have, and how its header row is recognised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from karat.ingest.errors import IngestError

Warn = Callable[[str], None]
"""Takes one sentence for the person who runs the build."""


@dataclass(frozen=True)
class Column:
    """A column by the name it has in the result, and by the other names it may have in a file."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    @property
    def accepted_names(self) -> tuple[str, ...]:
        """The names that are looked for, the preferred one first."""
        return (self.name, *self.aliases)


Layout = tuple[Column, ...]

SALES: Layout = (
    Column("FirstName", ("Имя",)),
    Column("FullName", ("ФИО", "Клиент", "Покупатель")),
    Column("phone", ("Телефон", "Номер телефона")),
    Column("town", ("Город",)),
    Column("countPoints", ("Бонусы", "Баллы")),
    Column("Item", ("Номенклатура", "Товар", "Наименование"), required=True),
    Column("Date", ("Дата", "Дата продажи"), required=True),
    Column("Price", ("Цена", "Сумма", "Стоимость"), required=True),
    Column("Format", ("Формат", "Формат продажи")),
    Column("Quantity", ("Количество", "Кол-во")),
    Column("Amount"),
    Column("Discount", ("Скидка",)),
    Column("Currency", ("Валюта",)),
    Column("Status", ("Статус",)),
    Column("Operation", ("Тип операции", "Операция")),
    Column("Receipt", ("Чек", "Номер чека")),
)

STOCK: Layout = (
    Column("Item", ("Номенклатура", "Товар", "Наименование"), required=True),
    Column("quantity", ("Количество", "Остаток", "Кол-во")),
)

FORGOTTEN: Layout = (Column("customer_id", required=True),)

NOT_GOODS: Layout = (
    Column("pattern", ("Слова", "Шаблон"), required=True),
    Column("kind", ("Вид",), required=True),
    Column("place", ("Место",)),
)


@dataclass(frozen=True)
class Header:
    """A header row that has been matched with a layout.

    Attributes
    ----------
    positions
        Name of each column that was found, and the number of its cell, from 0.
    width
        Cells up to the last one that has a name; a record with text beyond them doesn't fit.
    unknown
        Names in the header that mean nothing to the layout.
    ambiguous
        For each column that has several candidates: its name, the one taken, those left out.
    missing
        Required columns that were not found.
    """

    positions: dict[str, int]
    width: int
    unknown: tuple[str, ...]
    ambiguous: tuple[tuple[str, str, tuple[str, ...]], ...]
    missing: tuple[str, ...]


def comparable(name: str) -> str:
    """Reduce a column's name to what two spellings of it have in common.

    >>> comparable(" Full_name") == comparable("FullName")
    True
    """
    # A byte order mark stays in front of a header that was glued to the end of another file.
    kept = "".join(ch for ch in name if not ch.isspace() and ch not in "_\ufeff\u200b")
    return kept.casefold().replace("ё", "е")


def match_header(cells: Sequence[str], layout: Layout) -> Header:
    """Match the cells of one row with the columns of a layout, in any order.

    Where a file offers several columns for one (Цена and Сумма), the name that stands first in the
    layout is taken, and of two columns with the same name the left one.
    """
    names = [comparable(cell) for cell in cells]
    positions: dict[str, int] = {}
    ambiguous = []
    claimed: set[int] = set()
    for column in layout:
        accepted = [comparable(name) for name in column.accepted_names]
        found = [at for name in accepted for at in range(len(names)) if names[at] == name]
        if found:
            positions[column.name] = found[0]
            claimed.update(found)
        if len(found) > 1:
            left_out = tuple(cells[at].strip() for at in found[1:])
            ambiguous.append((column.name, cells[found[0]].strip(), left_out))
    named = [at for at, name in enumerate(names) if name]
    return Header(
        positions=positions,
        width=max(named, default=-1) + 1,
        unknown=tuple(cells[at].strip() for at in named if at not in claimed),
        ambiguous=tuple(ambiguous),
        missing=tuple(c.name for c in layout if c.required and c.name not in positions),
    )


def is_header(cells: Sequence[str], layout: Layout) -> bool:
    """Tell whether a row names every required column."""
    return not match_header(cells, layout).missing


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> int | None:
    """Find the header among a file's first rows: reports have titles above it.

    Returns
    -------
    int or None
        The first row with every required column, else the one with the most known columns (it
        makes the better error message), else None when no row has any.
    """
    best, most_known = None, 0
    for at, cells in enumerate(rows):
        header = match_header(cells, layout)
        if not header.missing:
            return at
        if len(header.positions) > most_known:
            best, most_known = at, len(header.positions)
    return best


def check_header(header: Header | None, layout: Layout, file_name: str, warn: Warn) -> Header:
    """Return the header if it can be worked with, and say what is odd about it.

    Raises
    ------
    IngestError
        When a required column is missing.
    """
    if header is None:
        required = ", ".join(column.name for column in layout if column.required)
        raise IngestError(
            f"{file_name}: no header row was found in the first rows of the file; columns are "
            f"found by name, and at least {required} have to be there. Add a header row, with "
            "commas, semicolons or tabs between the names as between the cells."
        )
    if header.missing:
        advice = "; ".join(
            f"{column.name} may also be called {', '.join(column.aliases)}"
            for column in layout
            if column.name in header.missing
        )
        raise IngestError(
            f"{file_name}: missing {_columns(header.missing)}. Found: {_found(header)}. "
            f"Rename or add what is missing in the header row ({advice})."
        )
    for name, taken, left_out in header.ambiguous:
        warn(
            f"{file_name}: several columns can be {name}; '{taken}' is read and "
            f"{', '.join(repr(other) for other in left_out)} left out. "
            f"If that is wrong, rename the right one to {name}."
        )
    return header


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _found(header: Header) -> str:
    """List the columns of a header for a message."""
    found = ", ".join(header.positions)
    if not header.unknown:
        return found
    # Where only one name is known, the row may be somebody's sale in a file without a header, and
    # what looks like the name of a column may be the name of a person.
    shown = [name for name in header.unknown if _is_safe_to_show(name)]
    if len(header.positions) < 2 or not shown:
        return f"{found} and {len(header.unknown)} with other names"
    return f"{found} and, of no known name, {', '.join(shown)}"


def _is_safe_to_show(name: str) -> bool:
    return len(name) <= 40 and name.isprintable() and not any(ch.isdigit() for ch in name)
