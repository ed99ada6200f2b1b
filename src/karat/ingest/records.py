"""Records of a delimited text, where one broken quote must not swallow the rows after it."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from karat.ingest.layout import Layout, find_header, match_header

Record = tuple[list[str], str | None]
"""The cells of a record as written, and the machine name of what is wrong with it, if anything."""

DELIMITERS = (",", ";", "\t")
HEADER_DEPTH = 50  # rows: a report's titles and filters above its header take less


class _RememberedLines:
    """Lines that can be handed out again: those taken since the last record are remembered."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        return first


def read_records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Yield every record, blank ones too, so that their count is a spreadsheet's row number.

    A quoted cell may span lines, provided that its quotes are well-formed. A record whose quotes
    are not is read from its first line alone: an opening quote that nobody closes would otherwise
    make one cell of all the sales after it. Such a record is marked `unclosed_quote`.
    """
    source = _RememberedLines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.taken.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _read_one_line(source.give_back_all_but_first(), delimiter)
            reader = csv.reader(source, delimiter=delimiter, strict=True)
        else:
            yield record, None


def find_delimiter(lines: Iterable[str], layout: Layout) -> str:
    """Find the delimiter with which the header has the most known columns."""
    start = list(islice(lines, HEADER_DEPTH))
    return max(DELIMITERS, key=lambda delimiter: _known_columns(start, delimiter, layout))


def _known_columns(lines: list[str], delimiter: str, layout: Layout) -> int:
    rows = [cells for cells, _ in read_records(lines, delimiter)]
    at = find_header(rows, layout)
    return 0 if at is None else len(match_header(rows[at], layout).positions)


def _read_one_line(line: str, delimiter: str) -> Record:
    """Read a line whose quotes are not well-formed as well as it can be."""
    # The second line is a probe: a reader that asks for it is still inside a quote.
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        record = next(reader)
        if reader.line_num == 1:
            return record, None
    except csv.Error:
        pass  # a cell longer than the csv module takes
    return line.rstrip("\r\n").split(delimiter), "unclosed_quote"
