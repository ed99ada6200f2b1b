"""Reads a file of what was done with customers: an id, names of the shop's, a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from karat.ingest.customer_ids import CUSTOMER_ID
from karat.ingest.errors import IngestError
from karat.ingest.layout import Layout, Warn
from karat.ingest.reading import read_files

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""How experiments, their arms and campaigns are named."""


def read_events(
    path: str, layout: Layout, *, source: str, warn: Warn
) -> Iterator[tuple[str, str, list[str]]]:
    """Read the rows of a file whose first column is `customer_id`.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`.
    layout
        Its columns.
    source
        The table that ids are taken from, for the sentence.
    warn
        As for `read_sales`.

    Yields
    ------
    tuple
        Where the row is, the customer's id, and the other cells in lower case; empty for a column
        that a file need not have and has not.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is not whole. The cell is not repeated, since it may
        be a name or a phone.
    """
    columns = [column.name for column in layout.columns]
    for row in read_files(path, (layout,), columns, warn).to_pylist():
        at = f"{row['source_file']}, row {row['source_row']}"
        if row["read_problem"] == "repeated_header":
            continue
        if row["read_problem"]:
            raise IngestError(f"{at}: the row doesn't fit the header ({row['read_problem']}).")
        customer_id, *others = ((row[column] or "").strip().lower() for column in columns)
        if not CUSTOMER_ID.fullmatch(customer_id):
            raise IngestError(
                f"{at}, column customer_id: not the id of a customer, which is 16 digits and "
                f"letters from a to f. Take it from {source}."
            )
        yield at, customer_id, others


def read_moment(text: str, at: str, column: str) -> datetime:
    """Read a day, or a day and a time, as written and without a zone."""
    try:
        return datetime.fromisoformat(text.upper()).replace(tzinfo=None)
    except ValueError:
        raise IngestError(
            f"{at}, column {column}: not a day. Write it as 2026-02-14, or 2026-02-14 18:30."
        ) from None
