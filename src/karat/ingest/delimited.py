"""Reads CSV and TSV."""

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from karat.ingest.encoding import detect_encoding, text_lines
from karat.ingest.files import SourceFile
from karat.ingest.layout import Layout, Warn, check_header, find_header, match_header
from karat.ingest.records import DELIMITERS, HEADER_DEPTH, Record, find_delimiter, read_records
from karat.ingest.rows import RowCollector


def read_delimited(file: SourceFile, layout: Layout, warn: Warn) -> pa.Table | None:
    """Read a delimited text file into columns of text.

    The file is read three times from its start (encoding, header, rows), so that it is never
    held in memory whole.

    Returns
    -------
    pyarrow.Table or None
        As `RowCollector` makes it; None when there is nothing in the file.
    """
    encoding = detect_encoding(file, warn)
    with file.open() as stream:
        delimiter = find_delimiter(text_lines(stream, encoding), layout)
    with file.open() as stream:
        records = read_records(text_lines(stream, encoding), delimiter)
        start = list(islice(records, HEADER_DEPTH))
        rows = [cells for cells, _ in start]
        if all(_is_blank(cells) for cells in rows):
            return None
        at = find_header(rows, layout)
        found = None if at is None else match_header(rows[at], layout)
        header = check_header(found, layout, file.name, warn)
        data_from = (at or 0) + 1
        collector = RowCollector(file.name, header, layout, cells_can_shift=True)
        return collector.collect(_chain(start[data_from:], records), first_number=data_from + 1)


def _is_blank(cells: list[str]) -> bool:
    """Tell a line with nothing but delimiters, of whatever kind: no header has named theirs yet."""
    return not any(cell.strip(" \u00a0\ufeff" + "".join(DELIMITERS)) for cell in cells)


def _chain(start: list[Record], rest: Iterator[Record]) -> Iterator[Record]:
    yield from start
    yield from rest
