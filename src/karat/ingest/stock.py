"""Reads the optional file of the items that can be sold now, or could be on earlier days."""

import logging
import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.events import read_moment
from karat.ingest.layout import STOCK, Warn
from karat.ingest.reading import read_files

logger = logging.getLogger(__name__)

STOCK_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("item", pa.string()),
        ("quantity", pa.int64()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
    ]
)

# 3 · 3,0 · 1 200 · 2 шт.
_QUANTITY = re.compile(r"(-?\d[\d\s]*(?:[.,]\d+)?)\s*(?:шт\.?|pcs\.?)?", re.IGNORECASE)
_LARGEST = 2**63 - 1


def read_stock(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read what can be sold now, or could be on which days.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with a column `Item` and
        optionally `quantity`, and for a history the days of a stay, `first_day` and `last_day`.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `source_file`, `source_row` (int64), `item` (text), `quantity` (int64, pieces). A row
        without a quantity has null, which means that the item is there; a part of a piece counts
        as one. `first_day` and `last_day` (dates) are null where the file doesn't say.

    Raises
    ------
    IngestError
        When the file can't be read, a row doesn't fit its header, a quantity is no number, a day
        is none, or a stay ends before it began: stock is obeyed strictly, so a guess would sell
        what isn't there.
    """
    table = read_files(path, (STOCK,), [column.name for column in STOCK.columns], warn)
    rows = [_stay(row) for row in table.to_pylist() if not _is_repeated_header(row)]
    return pa.Table.from_pylist(rows, schema=STOCK_SCHEMA)


def _stay(row: dict[str, Any]) -> dict[str, Any]:
    at = f"{row['source_file']}, row {row['source_row']}"
    first_day, last_day = (_day(row[column], at, column) for column in ("first_day", "last_day"))
    if first_day and last_day and last_day < first_day:
        raise IngestError(f"{at}: last_day is before first_day. Put the two the right way round.")
    return {
        "source_file": row["source_file"],
        "source_row": row["source_row"],
        "item": row["Item"],
        "quantity": _quantity(row["quantity"], at),
        "first_day": first_day,
        "last_day": last_day,
    }


def _day(text: str | None, at: str, column: str) -> date | None:
    return read_moment(text.strip(), at, column).date() if text and text.strip() else None


def _is_repeated_header(row: dict[str, Any]) -> bool:
    """Tell a header that stands twice, and refuse a row that doesn't fit the header."""
    if row["read_problem"] in (None, "repeated_header"):
        return row["read_problem"] is not None
    raise IngestError(
        f"{row['source_file']}, row {row['source_row']}: the row doesn't fit the header "
        f"({row['read_problem']}). Put texts that hold delimiters or quotes in quotes."
    )


def _quantity(text: str | None, at: str) -> int | None:
    if text is None:
        return None
    match = _QUANTITY.fullmatch(text.strip())
    pieces = math.ceil(Decimal(re.sub(r"\s", "", match[1]).replace(",", "."))) if match else None
    if pieces is None or abs(pieces) > _LARGEST:
        raise IngestError(
            f"{at}, column quantity: not a number of pieces. "
            "Write how many there are, or leave the cell empty if that isn't known."
        )
    return pieces
