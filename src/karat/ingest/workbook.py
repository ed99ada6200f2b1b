"""Reads spreadsheets: XLSX, the older XLS, and what else calamine knows."""

import datetime as dt
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from posixpath import join, normpath

from lxml import etree
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from karat.ingest.errors import IngestError
from karat.ingest.files import SourceFile
from karat.ingest.header import Header
from karat.ingest.sheets import Sheet

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_MUST_BE_THERE = ("Item", "Date", "Price", "Amount", "Quantity")


def workbook_sheets(file: SourceFile) -> list[Sheet]:
    """Return the sheets of a workbook in its order, every cell as text."""
    with file.open() as stream:
        workbook = CalamineWorkbook.from_object(BytesIO(stream.read()))
    sheets = []
    for number, about in enumerate(workbook.sheets_metadata, start=1):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        # With the empty area kept, the place of a row is the number that the spreadsheet shows.
        rows = sheet.to_python(skip_empty_area=False)
        merged = [
            (first, last, column)
            for (first, column), (last, _) in sheet.merged_cell_ranges or ()
            if last > first
        ]
        texts = [[cell_text(cell) for cell in row] for row in rows]
        sheets.append(Sheet(number, texts, merged, about.visible != SheetVisibleEnum.Visible))
    return sheets


def refuse_unvalued_formulas(file: SourceFile, sheet: Sheet, header: Header) -> None:
    """Refuse a sheet of which needed cells are formulas that no program has computed.

    Programs that write spreadsheets leave a formula's value to the first that opens the file; until
    then the cell reads as empty.

    Raises
    ------
    IngestError
        With the number of such cells.
    """
    needed = {at for name in _MUST_BE_THERE for s in header.sources.get(name, ()) for at in s}
    is_blank = any(
        any(map(str.strip, row)) and any(at >= len(row) or not row[at].strip() for at in needed)
        for row in sheet.rows
    )
    if not is_blank:
        return
    with file.open() as stream:
        content = BytesIO(stream.read())
    if not zipfile.is_zipfile(content):
        return
    count = sum(column in needed for column in _unvalued_formulas(content, sheet.number))
    if count:
        raise IngestError(
            f"{file.name}: {count} cells of the columns that are read hold formulas that nobody "
            "has computed, so their values aren't in the file. Open it in a spreadsheet program "
            "and save it again."
        )


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")


def _unvalued_formulas(content: BytesIO, number: int) -> list[int]:
    """Return the columns, from 0, of an XLSX sheet's cells that have a formula and no value."""
    with zipfile.ZipFile(content) as archive:
        try:
            book = _parsed(archive.read("xl/workbook.xml"))
            relations = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
            sheet = list(book.iter(f"{_MAIN}sheet"))[number - 1]
            target = next(r.get("Target") for r in relations if r.get("Id") == sheet.get(_RELATION))
            xml = archive.read(normpath(join("xl", target)).lstrip("/"))
        except (KeyError, IndexError, StopIteration, zipfile.BadZipFile):
            return []  # another kind of workbook in a zip, or one that writes no formulas like this
    if b"<f" not in xml:
        return []
    columns = []
    for cell in _parsed(xml).iter(f"{_MAIN}c"):
        # A formula that was computed to an empty text says that it is a text.
        has_value = (cell.findtext(f"{_MAIN}v") or "") != "" or cell.get("t") == "str"
        reference = _REFERENCE.fullmatch(cell.get("r") or "")
        if reference and not has_value and cell.find(f"{_MAIN}f") is not None:
            columns.append(_column_number(reference[1]))
    return columns


def _parsed(xml: bytes) -> "etree._Element":
    """Parse without ever following or unfolding what a document refers to."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


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
