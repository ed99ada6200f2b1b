"""Values that stand once for several rows: an order's customer only in its first line."""

import numpy as np
import pyarrow as pa

from karat.ingest.layout import Layout

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def fill_receipts(table: pa.Table, layout: Layout) -> pa.Table:
    """Fill a receipt's blank cells with what its other rows say, never across receipts.

    A receipt is the rows with one id that follow each other; an id of a till may come again on
    another day, so a date of its own begins a new receipt. Where ids are unique in a system, its
    rows may stand anywhere, and the first that is filled counts for all of them.
    """
    columns = [name for name in layout.fill_columns if name in table.column_names]
    ids = _codes(table[layout.fill_within])
    if not columns or not (ids >= 0).any():
        return table
    order = np.argsort(ids, kind="stable") if layout.is_receipt_unique else np.arange(len(ids))
    starts = _run_starts(ids[order])
    for name in sorted(columns, key=lambda name: name != "Date"):
        filled = is_filled(table[name])
        if filled.all():
            source = None
        else:
            source = last_filled(filled[order], starts)
            if layout.is_receipt_unique:
                source = np.where(source >= 0, source, _next_filled(filled[order], starts))
            places = np.full(len(ids), -1, np.int64)
            places[order] = np.where(source >= 0, order[source], -1)
            table = replace(table, name, take(table[name], places))
        if name == "Date" and not layout.is_receipt_unique:
            dates = _codes(table[name])
            starts |= np.append(False, dates[1:] != dates[:-1]) if len(dates) else starts
    return table


def is_filled(column: pa.ChunkedArray) -> Flags:
    """Tell which rows of a column have a value."""
    return np.asarray(column.combine_chunks().is_valid())


def last_filled(filled: Flags, starts: Flags) -> Places:
    """Return for each row the nearest one at or above it that is filled, in its run, else -1."""
    places = np.arange(len(filled), dtype=np.int64)
    last = np.maximum.accumulate(np.where(filled, places, -1))
    start = np.maximum.accumulate(np.where(starts, places, 0))
    return np.where(last >= start, last, -1)


def take(column: pa.ChunkedArray, places: Places) -> pa.Array:
    """Take the values at some places; -1 is none."""
    return column.combine_chunks().take(pa.array(places, mask=places < 0))


def replace(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """Put another column in the place of one, or add it."""
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _next_filled(filled: Flags, starts: Flags) -> Places:
    ends = np.append(starts[1:], True)
    backwards = last_filled(filled[::-1], ends[::-1])[::-1]
    return np.where(backwards >= 0, len(filled) - 1 - backwards, -1)


def _codes(column: pa.ChunkedArray) -> Places:
    """Give numbers to a column's different texts; a row without one is -1."""
    encoded = column.combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices.fill_null(-1), np.int64)


def _run_starts(codes: Places) -> Flags:
    """Mark the first row of each run; rows without an id are runs of their own."""
    starts = np.ones(len(codes), np.bool_)
    starts[1:] = (codes[1:] != codes[:-1]) | (codes[1:] < 0)
    return starts
