"""Reads CSV and TSV."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import pyarrow as pa

from karat.ingest.encoding import detect_encoding, text_lines
from karat.ingest.files import SourceFile
from karat.ingest.header import Found, find_header
from karat.ingest.header_check import check_header
from karat.ingest.layout import Layout, Warn
from karat.ingest.records import (
    DELIMITERS,
    HEADER_DEPTH,
    Record,
    find_delimiter,
    find_escapes,
    read_records,
)
from karat.ingest.rows import RowCollector
from karat.ingest.shaping import shape
from karat.ingest.sheets import Part


def delimited_parts(file: SourceFile, layouts: Sequence[Layout], warn: Warn) -> list[Part]:
    """Find the header of a delimited text file.

    The file is read several times from its start (encoding, header, quotes, rows), so that it is
    never held in memory whole.

    Returns
    -------
    list of Part
        One; none when there is nothing in the file.
    """
    encoding = detect_encoding(file, warn)
    with file.open() as stream:
        delimiter = find_delimiter(text_lines(stream, encoding), layouts)
    with file.open() as stream:
        rows = [
            cells
            for cells, _ in islice(
                read_records(text_lines(stream, encoding), delimiter), HEADER_DEPTH
            )
        ]
    if all(_is_blank(cells) for cells in rows):
        return []
    found = find_header(rows, layouts)
    header = check_header(found, layouts, file.name, warn)
    at = found.at if found else 0
    return [
        Part(
            file.name,
            header.layout.name,
            _reader(file, Found(at, header), encoding, delimiter, warn),
        )
    ]


def _reader(
    file: SourceFile, found: Found, encoding: str, delimiter: str, warn: Warn
) -> Callable[[], pa.Table]:
    def lines() -> Iterator[str]:
        with file.open() as stream:
            yield from text_lines(stream, encoding)

    def read() -> pa.Table:
        has_escapes = find_escapes(lines, delimiter)
        data_from = found.at + found.header.depth
        records: Iterator[Record] = read_records(lines(), delimiter, has_escapes=has_escapes)
        collector = RowCollector(file.name, found.header, cells_can_shift=True)
        cells = collector.collect(islice(records, data_from, None), first_number=data_from + 1)
        return shape(cells, found.header, file.name, warn)

    return read


def _is_blank(cells: list[str]) -> bool:
    """Tell a line with nothing but delimiters, of whatever kind: no header has named theirs yet."""
    return not any(cell.strip(" \u00a0\ufeff" + "".join(DELIMITERS)) for cell in cells)
