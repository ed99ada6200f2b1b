"""Reads the sales export."""

import logging

import pyarrow as pa
import pyarrow.compute as pc

from karat.ingest.files import find_files
from karat.ingest.layout import SALES, Warn
from karat.ingest.reading import read_files

logger = logging.getLogger(__name__)

DEMO_FILE_NAME = "demo_sales_synthetic.csv"
"""What the demo export is called; `karat.demo` writes it under the same name."""


def read_sales(pattern: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read a sales export, one row a record, every cell as text and as written.

    No record is lost. One that doesn't fit its header is there with a `read_problem` and with what
    didn't fit in `extra_cells`. Only a record of which every cell is empty is no row: the blank
    lines that spreadsheets leave in their exports.

    Parameters
    ----------
    pattern
        Path of a file, of a folder, or a glob. CSV and TSV (comma, semicolon or tab; UTF-8 with or
        without BOM, UTF-16 with BOM, Windows-1251), XLSX and XLS (first sheet with sales), Parquet,
        each also gzipped; told by their bytes, not by their names. Titles above the header row are
        skipped.
    warn
        Is called with a sentence on what is odd and can be lived with, such as an empty file.

    Returns
    -------
    pyarrow.Table
        - `source_file`: the file's name, or its path below the fixed part of the glob.
        - `source_row` (int64): the number of the record as a spreadsheet shows it; the first one
          below a header in the first row is 2.
        - `FirstName`, `FullName`, `phone`, `town`, `countPoints`, `Item`, `Date`, `Price`,
          `Format`: text or null, null where the cell is blank or the column absent.
        - `read_problem`: null, or `too_many_cells` (a stray delimiter has moved the cells, so the
          row can't be trusted), `unclosed_quote` (a quote that is never closed, and the line
          doesn't fit without it), `repeated_header`.
        - `extra_cells`: null, or the cells beyond the header as a JSON array.
        - `is_synthetic` (bool): the file is the demo export.

        Files in the order of their names, rows in the order of the file.

    Raises
    ------
    IngestError
        When no file matches, a file can't be read, or one lacks Item, Date or Price.
    """
    return _labelled(read_files(pattern, SALES, warn))


def list_sales_files(pattern: str) -> pa.Table:
    """List the files of a sales export, those too from which `read_sales` gets no row.

    Parameters
    ----------
    pattern
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `source_file` and `is_synthetic`, as in `read_sales`.

    Raises
    ------
    IngestError
        When no file matches.
    """
    names = [file.name for file in find_files(pattern)]
    return _labelled(pa.table({"source_file": pa.array(names, pa.string())}))


def _labelled(table: pa.Table) -> pa.Table:
    """Add whether each row is of the demo export."""
    names = pc.replace_substring_regex(table["source_file"], "^.*/", "")
    return table.append_column("is_synthetic", pc.equal(names, DEMO_FILE_NAME))
