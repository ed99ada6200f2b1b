"""How a header row is recognised as one of some layouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from karat.ingest.errors import IngestError
from karat.ingest.layout import Layout, Mark, Piece
from karat.ingest.names import comparable, currency_of


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
