"""Reads spreadsheets: XLSX, and the older XLS."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
from python_calamine import CalamineWorkbook

from karat.ingest.files import SourceFile
from karat.ingest.layout import Header, Layout, Warn, check_header, find_header, match_header
from karat.ingest.records import HEADER_DEPTH
from karat.ingest.rows import RowCollector

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(file: SourceFile, layout: Layout, warn: Warn) -> pa.Table | None:
    """Read the first sheet that has the columns of a layout into columns of text.

    Returns
    -------
    pyarrow.Table or None
        As `RowCollector` makes it; None when every sheet is empty.
    """
    with file.open() as stream:
        workbook = CalamineWorkbook.from_object(BytesIO(stream.read()))
    chosen: tuple[Header, int, list[list[Cell]]] | None = None
    nearest: Header | None = None
    is_empty = True
    left_out = []
    for number, sheet_name in enumerate(workbook.sheet_names, start=1):
        # With the empty area kept, the place of a row is the number that the spreadsheet shows.
        rows = workbook.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
        is_empty = is_empty and not any(cell != "" for row in rows for cell in row)
        start = [[cell_text(cell) for cell in row] for row in rows[:HEADER_DEPTH]]
        at = find_header(start, layout)
        if at is None:
            continue
        header = match_header(start[at], layout)
        if nearest is None or len(header.positions) > len(nearest.positions):
            nearest = header
        if header.missing:
            continue
        if chosen:
            left_out.append(str(number))  # a sheet may be named after a person
        else:
            chosen = header, at, rows
    if is_empty:
        return None
    if chosen is None:
        check_header(nearest, layout, file.name, warn)
        raise AssertionError("check_header lets no header with missing columns pass")
    if left_out:
        warn(
            f"{file.name}: only the first sheet that has the columns is read; left out is sheet "
            f"{', '.join(left_out)}. Save the other sheets as files of their own."
        )
    header, at, rows = chosen
    check_header(header, layout, file.name, warn)
    records = (([cell_text(cell) for cell in row], None) for row in rows[at + 1 :])
    collector = RowCollector(file.name, header, layout, cells_can_shift=False)
    return collector.collect(records, first_number=at + 2)


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
