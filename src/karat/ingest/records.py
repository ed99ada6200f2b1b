"""Records of a delimited text, where one broken quote must not swallow the rows after it."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from karat.ingest.header import find_header
from karat.ingest.layout import Layout

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


def read_records(
    lines: Iterable[str], delimiter: str, *, has_escapes: bool = False
) -> Iterator[Record]:
    """Yield every record, blank ones too, so that their count is a spreadsheet's row number.

    A quoted cell may span lines, provided that its quotes are well-formed. A record whose quotes
    are not is read from its first line alone: an opening quote that nobody closes would otherwise
    make one cell of all the sales after it. Such a record is marked `unclosed_quote`.

    Parameters
    ----------
    has_escapes
        A quote within a cell has a backslash before it, where others write it twice.
    """
    source = _RememberedLines(map(_only_escapes, lines) if has_escapes else lines)
    escape = "\\" if has_escapes else None
    reader = csv.reader(source, delimiter=delimiter, strict=True, escapechar=escape)
    while True:
        source.taken.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _read_one_line(source.give_back_all_but_first(), delimiter, escape)
            reader = csv.reader(source, delimiter=delimiter, strict=True, escapechar=escape)
        else:
            yield record, None


def find_delimiter(lines: Iterable[str], layouts: Sequence[Layout]) -> str:
    """Find the delimiter with which the header has the most known columns."""
    start = list(islice(lines, HEADER_DEPTH))
    return max(DELIMITERS, key=lambda delimiter: _known_columns(start, delimiter, layouts))


def find_escapes(open_lines: Callable[[], Iterable[str]], delimiter: str) -> bool:
    """Tell from a whole file whether a backslash before a quote says that the quote is a text's.

    A cell may end with a backslash of its own, so the sign alone proves nothing: what does is that
    quotes which don't fit together without it do with it. Files without the sign are passed once.
    """
    if not any('\\"' in line for line in open_lines()):
        return False
    plain, escaped = (
        _count_broken(open_lines(), delimiter, has_escapes=has) for has in (False, True)
    )
    return escaped < plain


def _count_broken(lines: Iterable[str], delimiter: str, *, has_escapes: bool) -> int:
    """Count the records whose quotes are not well-formed."""
    source = _RememberedLines(map(_only_escapes, lines) if has_escapes else lines)
    broken = 0
    while True:
        escape = "\\" if has_escapes else None
        reader = csv.reader(source, delimiter=delimiter, strict=True, escapechar=escape)
        source.taken.clear()
        try:
            for _ in reader:
                source.taken.clear()
        except csv.Error:
            source.give_back_all_but_first()
            broken += 1
        else:
            return broken


def _only_escapes(line: str) -> str:
    """Double each backslash before anything else than a quote or a backslash: it is a text's."""
    return _BACKSLASH.sub(lambda m: m[0] if m[1] else m[0] * 2, line) if "\\" in line else line


_BACKSLASH = re.compile(r'\\(["\\])|\\')


def _known_columns(lines: list[str], delimiter: str, layouts: Sequence[Layout]) -> int:
    rows = [cells for cells, _ in read_records(lines, delimiter)]
    found = find_header(rows, layouts)
    return len(found.header.cells) if found else 0


def _read_one_line(line: str, delimiter: str, escape: str | None) -> Record:
    """Read a line whose quotes are not well-formed as well as it can be."""
    # The second line is a probe: a reader that asks for it is still inside a quote.
    reader = csv.reader([line, ""], delimiter=delimiter, escapechar=escape)
    try:
        record = next(reader)
        if reader.line_num == 1:
            return record, None
    except csv.Error:
        pass  # a cell longer than the csv module takes
    return line.rstrip("\r\n").split(delimiter), "unclosed_quote"
