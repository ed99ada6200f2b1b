"""Reads the optional list of the customers who want to be forgotten."""

import logging
import re

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.layout import FORGOTTEN, Warn
from karat.ingest.reading import read_files

logger = logging.getLogger(__name__)

FORGOTTEN_SCHEMA = pa.schema([("customer_id", pa.string())])

_CUSTOMER_ID = re.compile(r"[0-9a-f]{16}")


def read_forgotten(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read who is to be forgotten.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with a column `customer_id`.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `FORGOTTEN_SCHEMA`, each id once, in the order of the list.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is no customer id: a line that was mistyped would
        forget nobody, and nobody would notice.
    """
    ids: dict[str, None] = {}
    for row in read_files(path, (FORGOTTEN,), ("customer_id",), warn).to_pylist():
        customer_id = (row["customer_id"] or "").strip().lower()
        if row["read_problem"] or not _CUSTOMER_ID.fullmatch(customer_id):
            raise IngestError(
                f"{row['source_file']}, row {row['source_row']}, column customer_id: not the id of "
                "a customer, which is 16 digits and letters from a to f. Take it from "
                "private.customer_identities; names and phones don't belong here."
            )
        ids[customer_id] = None
    return pa.table({"customer_id": list(ids)}, schema=FORGOTTEN_SCHEMA)
