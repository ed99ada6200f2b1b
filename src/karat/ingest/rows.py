"""From records with a header to columns of text, with what doesn't fit kept beside them."""

import json
from collections.abc import Iterable

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.header import Header, is_header, match_header
from karat.ingest.names import comparable
from karat.ingest.records import Record

_BATCH = 1 << 16


class RowCollector:
    """Takes records one by one and returns the cells that are read as an arrow table.

    The table has `source_row` (int64), a column for each cell that the header reads, called by its
    number, `read_problem` and `extra_cells`: what `shaping.shape` takes. A record of which every
    cell is empty is no row and left out.

    Parameters
    ----------
    file_name
        For messages.
    header
        What the file's columns are.
    cells_can_shift
        True for delimited text, where a stray delimiter moves all the cells after it, so that a
        record with too many cells can't be trusted. False for a workbook, where a note beside the
        table does no harm to the row.
    """

    def __init__(self, file_name: str, header: Header, *, cells_can_shift: bool) -> None:
        self._file_name = file_name
        self._header = header
        self._cells_can_shift = cells_can_shift
        self._schema = pa.schema(
            [
                ("source_row", pa.int64()),
                *((str(at), pa.string()) for at in header.cells),
                ("read_problem", pa.string()),
                ("extra_cells", pa.string()),
            ]
        )
        # A header in the middle of a file shows in a column that holds no words.
        needed = [name for group in header.layout.needs for name in group]
        telltale = next(name for name in reversed(needed) if name in header.sources)
        self._telltale = header.sources[telltale][0][0]
        self._start_batch()

    def _start_batch(self) -> None:
        self._numbers: list[int] = []
        self._rows: list[list[str]] = []
        self._problems: dict[int, str | None] = {}
        self._extras: dict[int, str] = {}

    def collect(self, records: Iterable[Record], first_number: int) -> pa.Table:
        """Collect all records; the first one has the given number in its file."""
        batches = []
        for number, (cells, problem) in enumerate(records, start=first_number):
            if any(map(str.strip, cells)):
                self._add(number, cells, problem)
            if len(self._rows) == _BATCH:
                batches.append(self._finish_batch())
        batches.append(self._finish_batch())
        return pa.Table.from_batches(batches, schema=self._schema)

    def _add(self, number: int, cells: list[str], problem: str | None) -> None:
        width = self._header.width
        if len(cells) != width:
            extra = [cell for cell in cells[width:] if cell.strip()]
            if extra:
                self._extras[len(self._rows)] = json.dumps(cells[width:], ensure_ascii=False)
                if self._cells_can_shift:
                    problem = problem or "too_many_cells"
            cells = cells[:width] + [""] * (width - len(cells))
        elif problem == "unclosed_quote":
            problem = None  # every cell is in its place: the quote is part of a text
        if self._repeats_header(number, cells):
            problem = "repeated_header"
        if problem:
            self._problems[len(self._rows)] = problem
        self._numbers.append(number)
        self._rows.append(cells)

    def _repeats_header(self, number: int, cells: list[str]) -> bool:
        """Tell a second header, and refuse one of another order: below it names would be towns."""
        telltale = cells[self._telltale].lstrip('="')
        layout = self._header.layout
        if not telltale[:1].isalpha() or comparable(telltale) not in layout.known_names:
            return False
        if self._header.levels:
            return True  # a stacked header takes several rows, and this is the first of them
        if not is_header(cells, layout):
            return False
        if match_header(cells, layout).sources != self._header.sources:
            raise IngestError(
                f"{self._file_name}, row {number}: a second header row with the columns in another "
                "order. Split the file there, so that each part has its own header."
            )
        return True

    def _finish_batch(self) -> pa.RecordBatch:
        columns = list(zip(*self._rows, strict=True)) or [()] * self._header.width
        row_range = range(len(self._rows))
        arrays = [
            pa.array(self._numbers, pa.int64()),
            *(pa.array(columns[at], pa.string()) for at in self._header.cells),
            pa.array([self._problems.get(row) for row in row_range], pa.string()),
            pa.array([self._extras.get(row) for row in row_range], pa.string()),
        ]
        self._start_batch()
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)
