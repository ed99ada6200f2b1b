"""Reads the optional file of the items that can be sold now."""

import logging
import math
import re
from decimal import Decimal
from typing import Any

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.layout import STOCK, Warn
from karat.ingest.reading import read_files

logger = logging.getLogger(__name__)

STOCK_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("item", pa.string()),
        ("quantity", pa.int64()),
    ]
)

# 3 · 3,0 · 1 200 · 2 шт.
_QUANTITY = re.compile(r"(-?\d[\d\s]*(?:[.,]\d+)?)\s*(?:шт\.?|pcs\.?)?", re.IGNORECASE)
_LARGEST = 2**63 - 1


def read_stock(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read what can be sold now.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with a column `Item` and
        optionally `quantity`.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `source_file`, `source_row` (int64), `item` (text), `quantity` (int64, pieces). A row
        without a quantity has null, which means that the item is there; a part of a piece counts
        as one.

    Raises
    ------
    IngestError
        When the file can't be read, a row doesn't fit its header, or a quantity is no number:
        stock is obeyed strictly, so a guess would sell what isn't there.
    """
    table = read_files(path, (STOCK,), ("Item", "quantity"), warn)
    rows = [
        {
            "source_file": row["source_file"],
            "source_row": row["source_row"],
            "item": row["Item"],
            "quantity": _quantity(row["quantity"], row["source_file"], row["source_row"]),
        }
        for row in table.to_pylist()
        if not _is_repeated_header(row)
    ]
    return pa.Table.from_pylist(rows, schema=STOCK_SCHEMA)


def _is_repeated_header(row: dict[str, Any]) -> bool:
    """Tell a header that stands twice, and refuse a row that doesn't fit the header."""
    if row["read_problem"] in (None, "repeated_header"):
        return row["read_problem"] is not None
    raise IngestError(
        f"{row['source_file']}, row {row['source_row']}: the row doesn't fit the header "
        f"({row['read_problem']}). Put texts that hold delimiters or quotes in quotes."
    )


def _quantity(text: str | None, file_name: str, number: int) -> int | None:
    if text is None:
        return None
    match = _QUANTITY.fullmatch(text.strip())
    pieces = math.ceil(Decimal(re.sub(r"\s", "", match[1]).replace(",", "."))) if match else None
    if pieces is None or abs(pieces) > _LARGEST:
        raise IngestError(
            f"{file_name}, row {number}, column quantity: not a number of pieces. "
            "Write how many there are, or leave the cell empty if that isn't known."
        )
    return pieces
