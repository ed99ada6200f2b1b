"""Reads the sales export."""

import logging

import pyarrow as pa
import pyarrow.compute as pc

from karat.ingest.layout import Warn
from karat.ingest.layouts import CANONICAL, load_layouts
from karat.ingest.reading import list_parts, read_files

logger = logging.getLogger(__name__)

DEMO_FILE_NAME = "demo_sales_synthetic.csv"
"""What the demo export is called; `karat.demo` writes it under the same name."""


def read_sales(pattern: str, *, layout: str | None = None, warn: Warn = logger.warning) -> pa.Table:
    """Read a sales export, one row a record, every cell as text and as written.

    No record is lost. One that doesn't fit its header is there with a `read_problem` and with what
    didn't fit in `extra_cells`. Only a record of which every cell is empty is no row: the blank
    lines that spreadsheets leave in their exports.

    Parameters
    ----------
    pattern
        Path of a file, of a folder, or a glob. CSV and TSV (comma, semicolon or tab; UTF-8 with or
        without BOM, UTF-16, Windows-1251), XLSX, XLS and ODS, SpreadsheetML 2003, HTML tables (of
        all these every sheet that has the columns), JSON, Parquet, each also gzipped; told by their
        bytes, not by their names. Titles above the header row are skipped.
    layout
        Names of layouts or paths of YAML files with commas between them; None to look for all of
        the project's own. See docs/layouts.md.
    warn
        Is called with a sentence on what is odd and can be lived with, such as an empty file.

    Returns
    -------
    pyarrow.Table
        - `source_file`: the file's name, or its path below the fixed part of the glob; with `#2`
          for the second sheet where several sheets have text.
        - `source_row` (int64): the number of the record as a spreadsheet shows it; the first one
          below a header in the first row is 2.
        - `FirstName`, `FullName`, `phone`, `town`, `countPoints`, `Item`, `Date`, `Price`,
          `Format`, `Quantity`, `Amount` (of the whole line), `Discount`, `Currency`, `Status`,
          `Operation`, `Receipt`: text or null, null where the cell is blank or the column absent.
          What stands once for several rows (a receipt's customer, merged cells, a heading) is in
          each of them.
        - `read_problem`: null, or `too_many_cells` (a stray delimiter has moved the cells, so the
          row can't be trusted), `unclosed_quote` (a quote that is never closed, and the line
          doesn't fit without it), `repeated_header`, `group_heading` (a customer or a day above
          the items of a report), `total_row`, `not_an_item` (the layout says so).
        - `extra_cells`: null, or the cells beyond the header as a JSON array.
        - `layout`: name of the layout that the file was read by.
        - `is_synthetic` (bool): the file is the demo export.

        Files in the order of their names, rows in the order of the file.

    Raises
    ------
    IngestError
        When no file matches, a file can't be read, or one lacks Item, Date, or both Price and
        Amount.
    """
    return _labelled(read_files(pattern, load_layouts(layout), CANONICAL, warn))


def list_sales_files(pattern: str, *, layout: str | None = None) -> pa.Table:
    """List the files of a sales export, those too from which `read_sales` gets no row.

    Parameters
    ----------
    pattern, layout
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `source_file`, `layout` and `is_synthetic`, as in `read_sales`; one row a file, or a sheet
        where several have text. `layout` is null where nothing is read.

    Raises
    ------
    IngestError
        As for `read_sales`.
    """
    return _labelled(list_parts(pattern, load_layouts(layout), _unheard))


def _unheard(_: str) -> None:
    """Keep to itself what `read_sales` says."""


def _labelled(table: pa.Table) -> pa.Table:
    """Add whether each row is of the demo export."""
    names = pc.replace_substring_regex(table["source_file"], "^.*/", "")
    return table.append_column("is_synthetic", pc.equal(names, DEMO_FILE_NAME))
