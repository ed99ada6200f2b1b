"""Reads the optional list of the customers who want to be forgotten."""

import logging

import pyarrow as pa

from karat.ingest.customer_ids import CUSTOMER_IDS_SCHEMA, read_customer_ids
from karat.ingest.layout import Warn

logger = logging.getLogger(__name__)

FORGOTTEN_SCHEMA = CUSTOMER_IDS_SCHEMA


def read_forgotten(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read who is to be forgotten: `read_customer_ids`, with advice for whoever keeps this list.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is no customer id: a line that was mistyped would
        forget nobody, and nobody would notice.
    """
    advice = "Take it from private.customer_identities; names and phones don't belong here."
    return read_customer_ids(path, advice=advice, warn=warn)
