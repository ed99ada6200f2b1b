"""Reads Parquet, whole columns at a time."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from karat.ingest.files import SourceFile
from karat.ingest.header import find_header
from karat.ingest.header_check import check_header
from karat.ingest.layout import Layout, Warn
from karat.ingest.shaping import shape
from karat.ingest.sheets import Part

_FIRST_ROW = 2  # the columns' names stand for a header in row 1
_EXACT_INTEGERS = 2.0**63


def parquet_parts(file: SourceFile, layouts: Sequence[Layout], warn: Warn) -> list[Part]:
    """Find the columns of a Parquet file.

    Every record is a row, an entirely empty one too: nobody leaves blank lines in Parquet.

    Returns
    -------
    list of Part
        One.
    """
    with file.open() as stream:
        parquet = pq.ParquetFile(BytesIO(stream.read()) if file.is_gzipped() else file.path)
    names = parquet.schema_arrow.names
    header = check_header(find_header([names], layouts), layouts, file.name, warn)

    def read() -> pa.Table:
        table = parquet.read(columns=[names[at] for at in header.cells])
        rows = table.num_rows
        columns = {"source_row": pa.array(range(_FIRST_ROW, rows + _FIRST_ROW), pa.int64())}
        for at in header.cells:
            place = table.schema.get_all_field_indices(names[at])[0]
            columns[str(at)] = text_of(table.column(place))
        nothing = pa.nulls(rows, pa.string())
        cells = pa.table({**columns, "read_problem": nothing, "extra_cells": nothing})
        return shape(cells, header, file.name, warn)

    return [Part(file.name, header.layout.name, read)]


def text_of(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write a column of any type as text, the way `workbook.cell_text` writes a cell."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return text_of(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        return _text_of_floats(column)
    if pa.types.is_timestamp(kind):
        return _text_of_timestamps(column)
    if pa.types.is_date64(kind):
        return column.cast(pa.date32()).cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_duration(kind):
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column.cast(pa.string())


def _text_of_floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write numbers in full; what is not a number (how pandas marks a gap) becomes null."""
    if column.type == pa.float16():
        column = column.cast(pa.float32())
    column = pc.if_else(pc.is_nan(column), None, column)
    is_integer = pc.and_(
        pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _EXACT_INTEGERS)
    )
    integers = pc.if_else(is_integer, column, None).cast(pa.int64()).cast(pa.string())
    # Arrow writes the fewest digits that mean exactly this number, as Python's repr does.
    others = _without_exponents(pc.if_else(is_integer, None, column).cast(pa.string()))
    return pc.coalesce(integers, others)


def _without_exponents(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write out the few numbers that are so large or so small that arrow gave them an exponent."""
    has_exponent = pc.match_substring_regex(texts, "^-?[0-9.]+e").combine_chunks()
    if not pc.any(has_exponent).as_py():
        return texts
    written_out = [format(Decimal(text), "f") for text in texts.filter(has_exponent).to_pylist()]
    return pc.replace_with_mask(
        texts.combine_chunks(), pc.fill_null(has_exponent, False), pa.array(written_out)
    )


def _text_of_timestamps(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write timestamps in ISO form, to the second, without the time where it is midnight."""
    if column.type.tz is not None:
        column = pc.local_timestamp(column)  # the day of a sale is the day in the shop
    seconds = column.cast(pa.timestamp("s"), safe=False)
    days = seconds.cast(pa.date32(), safe=False)
    is_midnight = pc.equal(days.cast(pa.timestamp("s")), seconds)
    return pc.if_else(
        is_midnight, days.cast(pa.string()), pc.strftime(seconds, format="%Y-%m-%d %H:%M:%S")
    )
