"""Reads spreadsheets: XLSX, and the older XLS."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
from python_calamine import CalamineWorkbook

from karat.ingest.files import SourceFile
from karat.ingest.layout import Header, Layout, Warn, check_header, find_header, match_header
from karat.ingest.records import HEADER_DEPTH
from karat.ingest.rows import RowCollector

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True)
class _Sheet:
    """A sheet that has text in it, and the row of it that is nearest to a header."""

    number: int
    rows: list[list[Cell]]
    header_at: int
    header: Header | None

    @property
    def known_columns(self) -> int:
        return len(self.header.positions) if self.header else 0


def read_workbook(file: SourceFile, layout: Layout, warn: Warn) -> pa.Table | None:
    """Read the first sheet that has the columns of a layout into columns of text.

    Returns
    -------
    pyarrow.Table or None
        As `RowCollector` makes it; None when every sheet is empty.
    """
    sheets = _sheets(file, layout)
    if not sheets:
        return None
    fitting = [sheet for sheet in sheets if sheet.header and not sheet.header.missing]
    # Where none fits, the one with the most known columns makes the best error message.
    sheet = fitting[0] if fitting else max(sheets, key=lambda sheet: sheet.known_columns)
    header = check_header(sheet.header, layout, file.name, warn)
    if len(fitting) > 1:
        # By number: a sheet may be named after a person.
        left_out = ", ".join(str(other.number) for other in fitting[1:])
        warn(
            f"{file.name}: only the first sheet that has the columns is read; left out is sheet "
            f"{left_out}. Save the other sheets as files of their own."
        )
    data_from = sheet.header_at + 1
    records = (([cell_text(cell) for cell in row], None) for row in sheet.rows[data_from:])
    collector = RowCollector(file.name, header, layout, cells_can_shift=False)
    return collector.collect(records, first_number=data_from + 1)


def _sheets(file: SourceFile, layout: Layout) -> list[_Sheet]:
    """Return the sheets that aren't empty, in the workbook's order."""
    with file.open() as stream:
        workbook = CalamineWorkbook.from_object(BytesIO(stream.read()))
    sheets = []
    for number, name in enumerate(workbook.sheet_names, start=1):
        # With the empty area kept, the place of a row is the number that the spreadsheet shows.
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if not any(cell_text(cell).strip() for row in rows for cell in row):
            continue
        start = [[cell_text(cell) for cell in row] for row in rows[:HEADER_DEPTH]]
        at = find_header(start, layout)
        header = None if at is None else match_header(start[at], layout)
        sheets.append(_Sheet(number, rows, at or 0, header))
    return sheets


def cell_text(cell: Cell) -> str:
    """Write a cell as text: dates in ISO form, numbers in full and without a needless `.0`.

    >>> cell_text(77010000001.0)
    '77010000001'
    >>> cell_text(dt.datetime(2024, 12, 31, 14, 5))
    '2024-12-31 14:05:00'
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        # A date and the midnight of its day are the same number in a spreadsheet.
        is_date = cell.time() == dt.time()
        return cell.date().isoformat() if is_date else cell.isoformat(" ", timespec="seconds")
    return str(cell)


def number_text(number: float) -> str:
    """Write a number in the fewest digits that mean exactly it, never with an exponent.

    >>> number_text(12500.0), number_text(6.95), number_text(1e16)
    ('12500', '6.95', '10000000000000000')
    """
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")
