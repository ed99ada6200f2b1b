"""Reads any file of a known format into the columns of a layout."""

import pyarrow as pa
import pyarrow.compute as pc

from karat.ingest.columnar import read_parquet
from karat.ingest.delimited import read_delimited
from karat.ingest.errors import told_plainly
from karat.ingest.files import SourceFile, find_files
from karat.ingest.layout import Layout, Warn
from karat.ingest.workbook import read_workbook

_READERS = {"parquet": read_parquet, "workbook": read_workbook, "text": read_delimited}


def read_files(pattern: str, layout: Layout, warn: Warn) -> pa.Table:
    """Read all files of a path, folder or glob, one after the other.

    Returns
    -------
    pyarrow.Table
        `source_file`, `source_row`, the columns of the layout, `read_problem`, `extra_cells`.
    """
    schema = _schema(layout)
    parts = [_read_file(file, layout, warn) for file in find_files(pattern)]
    return pa.concat_tables([schema.empty_table(), *parts])


def _schema(layout: Layout) -> pa.Schema:
    return pa.schema(
        [
            ("source_file", pa.string()),
            ("source_row", pa.int64()),
            *((column.name, pa.string()) for column in layout),
            ("read_problem", pa.string()),
            ("extra_cells", pa.string()),
        ]
    )


def _read_file(file: SourceFile, layout: Layout, warn: Warn) -> pa.Table:
    schema = _schema(layout)
    kind = file.kind()
    table: pa.Table | None = None
    if kind != "empty":
        with told_plainly(file.name):
            table = _READERS[kind](file, layout, warn)
    if table is None:
        warn(f"{file.name}: the file is empty; no row is read from it. Check its export.")
        return schema.empty_table()
    if table.num_rows == 0:
        warn(f"{file.name}: there is a header but no row below it. Check its export.")
    columns = []
    for field in schema:
        if field.name == "source_file":
            columns.append(pa.repeat(pa.scalar(file.name), table.num_rows))
        elif field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
        elif pa.types.is_string(field.type):
            columns.append(_blank_to_null(table.column(field.name)))
        else:
            columns.append(table.column(field.name))
    return pa.table(columns, schema=schema)


def _blank_to_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)
