"""Reads any file of a known format into the columns of the layouts that it may have."""

from collections.abc import Sequence
from functools import partial

import pyarrow as pa

from karat.ingest.columnar import parquet_parts
from karat.ingest.delimited import delimited_parts
from karat.ingest.documents import json_sheets
from karat.ingest.errors import IngestError, told_plainly
from karat.ingest.files import SourceFile, find_files
from karat.ingest.layout import Layout, Warn
from karat.ingest.markup import html_sheets, spreadsheetml_sheets
from karat.ingest.sheets import Part, Sheet, sheet_parts
from karat.ingest.workbook import refuse_unvalued_formulas, workbook_sheets


def read_files(
    pattern: str, layouts: Sequence[Layout], columns: Sequence[str], warn: Warn
) -> pa.Table:
    """Read all files of a path, folder or glob, one after the other.

    Parameters
    ----------
    layouts
        What a file may look like; the last one is what is asked for where none fits.
    columns
        The columns of the result, whether or not a file has them.

    Returns
    -------
    pyarrow.Table
        `source_file`, `source_row`, the columns, `read_problem`, `extra_cells`, `layout`.
    """
    schema = _schema(columns)
    tables = [_read_file(file, layouts, schema, warn) for file in find_files(pattern)]
    return pa.concat_tables([schema.empty_table(), *tables])


def list_parts(pattern: str, layouts: Sequence[Layout], warn: Warn) -> pa.Table:
    """List what the files hold, without reading their rows.

    Returns
    -------
    pyarrow.Table
        `source_file` and `layout` of each file, of each sheet where several have text. `layout` is
        null where nothing is read.
    """
    names: list[str] = []
    found: list[str | None] = []
    for file in find_files(pattern):
        for part in find_parts(file, layouts, warn) or [Part(file.name, None, None)]:
            names.append(part.name)
            found.append(part.layout)
    return pa.table(
        {"source_file": pa.array(names, pa.string()), "layout": pa.array(found, pa.string())}
    )


def find_parts(file: SourceFile, layouts: Sequence[Layout], warn: Warn) -> list[Part]:
    """Find a file's tables by their headers.

    Raises
    ------
    IngestError
        When the file can't be read, or nothing in it has the columns that are needed.
    """
    kind = file.kind()
    with told_plainly(file.name):
        try:
            return _find_parts(file, kind, layouts, warn)
        except IngestError as error:
            if str(error).startswith(file.name):
                raise
            raise IngestError(f"{file.name}: {error}") from None


def _find_parts(file: SourceFile, kind: str, layouts: Sequence[Layout], warn: Warn) -> list[Part]:
    if kind == "empty":
        return []
    if kind == "parquet":
        return parquet_parts(file, layouts, warn)
    sheets = _sheets(file, kind, layouts, warn)
    if sheets is None:
        return delimited_parts(file, layouts, warn)
    check = partial(refuse_unvalued_formulas, file) if kind == "workbook" else None
    return sheet_parts(file, sheets, layouts, warn, check)


def _sheets(
    file: SourceFile, kind: str, layouts: Sequence[Layout], warn: Warn
) -> list[Sheet] | None:
    """Return the tables of a file that is no delimited text; None when it is one after all."""
    if kind == "workbook":
        return workbook_sheets(file)
    if kind == "spreadsheetml":
        return spreadsheetml_sheets(file)
    if kind == "html":
        return html_sheets(file, warn)
    return json_sheets(file, layouts, warn) if kind == "json" else None


def _schema(columns: Sequence[str]) -> pa.Schema:
    return pa.schema(
        [
            ("source_file", pa.string()),
            ("source_row", pa.int64()),
            *((name, pa.string()) for name in columns),
            ("read_problem", pa.string()),
            ("extra_cells", pa.string()),
            ("layout", pa.string()),
        ]
    )


def _read_file(
    file: SourceFile, layouts: Sequence[Layout], schema: pa.Schema, warn: Warn
) -> pa.Table:
    parts = find_parts(file, layouts, warn)
    if not parts:
        warn(f"{file.name}: the file is empty; no row is read from it. Check its export.")
    tables = [schema.empty_table()]
    for part in parts:
        if part.read is None:
            continue
        with told_plainly(file.name):
            table = part.read()
        if table.num_rows == 0:
            warn(f"{part.name}: there is a header but no row below it. Check its export.")
        tables.append(_with_all_columns(table, part, schema))
    return pa.concat_tables(tables)


def _with_all_columns(table: pa.Table, part: Part, schema: pa.Schema) -> pa.Table:
    columns = []
    for column in schema:
        if column.name in ("source_file", "layout"):
            text = part.name if column.name == "source_file" else part.layout
            columns.append(pa.repeat(pa.scalar(text, pa.string()), table.num_rows))
        elif column.name in table.column_names:
            columns.append(table.column(column.name))
        else:
            columns.append(pa.nulls(table.num_rows, column.type))
    return pa.table(columns, schema=schema)
