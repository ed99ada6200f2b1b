"""Reads a list of customers by their ids."""

import re

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.layout import CUSTOMER_IDS, Warn
from karat.ingest.reading import read_files

CUSTOMER_IDS_SCHEMA = pa.schema([("customer_id", pa.string())])

CUSTOMER_ID = re.compile(r"[0-9a-f]{16}")


def read_customer_ids(path: str, *, advice: str, warn: Warn) -> pa.Table:
    """Read the customers of a list.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with a column `customer_id`;
        other columns may stand beside it.
    advice
        What to do where a cell is no id; the end of the error's message.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `CUSTOMER_IDS_SCHEMA`, each id once, in the order of the list.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is no customer id. The cell is not repeated, since it
        may be a name or a phone.
    """
    ids: dict[str, None] = {}
    for row in read_files(path, (CUSTOMER_IDS,), ("customer_id",), warn).to_pylist():
        customer_id = (row["customer_id"] or "").strip().lower()
        if row["read_problem"] or not CUSTOMER_ID.fullmatch(customer_id):
            raise IngestError(
                f"{row['source_file']}, row {row['source_row']}, column customer_id: not the id of "
                f"a customer, which is 16 digits and letters from a to f. {advice}"
            )
        ids[customer_id] = None
    return pa.table({"customer_id": list(ids)}, schema=CUSTOMER_IDS_SCHEMA)
