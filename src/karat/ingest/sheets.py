"""Reads the sheets of a workbook, whatever its format, into the columns of a layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.files import SourceFile
from karat.ingest.header import Found, Header, find_header
from karat.ingest.header_check import check_header
from karat.ingest.layout import Layout, Warn
from karat.ingest.records import HEADER_DEPTH
from karat.ingest.rows import RowCollector
from karat.ingest.shaping import shape

Merged = tuple[int, int, int]
"""First row, last row and column of cells that are merged, from 0; the first one has the value."""

_FIGURES = ("Price", "Amount", "Discount", "Quantity", "countPoints")


@dataclass(frozen=True)
class Sheet:
    """A table of a file: row 0 is the first that a spreadsheet would show."""

    number: int
    rows: Sequence[list[str]]
    merged: Sequence[Merged] = field(default=())
    is_hidden: bool = False


@dataclass(frozen=True)
class Part:
    """What of a file has a line of its own in the reconciliation.

    Attributes
    ----------
    name
        The file's name, with the number of the sheet where several have text.
    layout
        Name of the layout that it has; None where nothing is read from it.
    read
        Reads it; None where there is nothing to read.
    """

    name: str
    layout: str | None
    read: Callable[[], pa.Table] | None


Check = Callable[[Sheet, Header], None]
"""Refuses a sheet from which something would be missing."""


def sheet_parts(
    file: SourceFile,
    sheets: Sequence[Sheet],
    layouts: Sequence[Layout],
    warn: Warn,
    check: Check | None = None,
) -> list[Part]:
    """Find the sheets that have the columns, and say of the others that they are not read.

    Raises
    ------
    IngestError
        When no sheet has them.
    """
    sheets = [sheet for sheet in sheets if any(cell.strip() for row in sheet.rows for cell in row)]
    found = [(sheet, find_header(_start(sheet), layouts)) for sheet in sheets]
    if not found:
        return []
    if all(f is None or f.header.missing for _, f in found):
        # Where none fits, the one with the most known columns makes the best error message.
        _, best = max(found, key=lambda pair: len(pair[1].header.sources) if pair[1] else 0)
        check_header(best, layouts, file.name, warn)
    parts = []
    for sheet, header in found:
        # By number: a sheet may be named after a person.
        name = file.name if len(sheets) == 1 else f"{file.name}#{sheet.number}"
        if header is None or header.header.missing:
            _warn_of_unread_sheet(name, header, warn)
            parts.append(Part(name, None, None))
            continue
        if sheet.is_hidden:
            warn(f"{name}: the sheet is hidden, and read like the others. Delete it if it is old.")
        check_header(header, layouts, name, warn)
        parts.append(
            Part(name, header.header.layout.name, _reader(name, sheet, header, warn, check))
        )
    return parts


def _reader(
    name: str, sheet: Sheet, found: Found, warn: Warn, check: Check | None
) -> Callable[[], pa.Table]:
    def read() -> pa.Table:
        header = found.header
        if check:
            check(sheet, header)
        data_from = found.at + header.depth
        figures = {at for column in _FIGURES for s in header.sources.get(column, ()) for at in s}
        rows = _with_merged_cells(sheet, data_from, figures)
        collector = RowCollector(name, header, cells_can_shift=False)
        records = ((row, None) for row in rows[data_from:])
        return shape(collector.collect(records, first_number=data_from + 1), header, name, warn)

    return read


def _start(sheet: Sheet) -> list[list[str]]:
    """Return the first rows, with merged cells filled down: they may be of a header."""
    start = [list(row) for row in sheet.rows[:HEADER_DEPTH]]
    for first, last, column in sheet.merged:
        if first < len(start) and column < len(start[first]):
            for at in range(first + 1, min(last + 1, len(start))):
                _put(start[at], column, start[first][column])
    return start


def _with_merged_cells(sheet: Sheet, data_from: int, figures: set[int]) -> list[list[str]]:
    """Fill merged cells down, but no figures: an order's total is not the price of each line."""
    rows = list(sheet.rows)
    for first, last, column in sheet.merged:
        if first < data_from or first >= len(rows) or column >= len(rows[first]):
            continue
        text = rows[first][column]
        if column in figures or not text.strip():
            continue
        for at in range(first + 1, min(last + 1, len(rows))):
            # A row that is empty but for the merged cell is no sale.
            if any(map(str.strip, rows[at])):
                rows[at] = list(rows[at])
                _put(rows[at], column, text)
    return rows


def _put(row: list[str], column: int, text: str) -> None:
    row.extend([""] * (column + 1 - len(row)))
    if not row[column].strip():
        row[column] = text


def _warn_of_unread_sheet(name: str, found: Found | None, warn: Warn) -> None:
    missing = f" (missing: {', '.join(found.header.missing)})" if found else ""
    warn(
        f"{name}: the sheet has text and no header row with the columns of a sale{missing}, so "
        "nothing is read from it. If it holds sales, name its columns as on the other sheets."
    )


def too_wide(file_name: str) -> IngestError:
    """Make the error about a sheet that claims more cells than a sheet can have."""
    return IngestError(
        f"{file_name}: a cell or a merged area lies beyond the size of a spreadsheet, so the file "
        "is damaged. Export it again."
    )
