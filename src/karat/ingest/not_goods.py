"""Reads the optional list of a shop's own words for what is no goods."""

import logging
import re

import pyarrow as pa

from karat.ingest.errors import IngestError
from karat.ingest.layout import NOT_GOODS, Warn
from karat.ingest.reading import read_files

logger = logging.getLogger(__name__)

NOT_GOODS_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("pattern", pa.string()),
        ("kind", pa.string()),
        ("place", pa.string()),
    ]
)

NOT_GOODS_KINDS = (
    *("goods", "certificate", "metal_bought_in", "deposit", "service", "delivery", "discount"),
    *("packaging", "internal_movement", "test", "unnamed", "return", "cancelled", "unpaid"),
)
"""What an item's words can say it is; `goods` takes back what the project's own words say."""

PLACES = ("anywhere", "first", "last", "edge", "head", "whole")
"""Where in an item's text words can have to stand."""

_WORD = re.compile(r"[0-9a-zа-яёәғқңөұүһі]", re.IGNORECASE)


def read_not_goods(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read a shop's own words for what is no goods.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with the columns `pattern`
        (words of an item's text; `*` stands for the rest of a word) and `kind` (one of
        `NOT_GOODS_KINDS`), and optionally `place` (one of `PLACES`).
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `NOT_GOODS_SCHEMA`, a row for each of the list; `place` is `anywhere` where none is given.

    Raises
    ------
    IngestError
        When the file can't be read, a row doesn't fit its header, words are missing, or a kind or
        a place is not one of those: a word that is mistyped would change nothing, and nobody
        would notice.
    """
    rows = []
    for row in read_files(path, (NOT_GOODS,), ("pattern", "kind", "place"), warn).to_pylist():
        at = f"{row['source_file']}, row {row['source_row']}"
        if row["read_problem"] == "repeated_header":
            continue
        if row["read_problem"]:
            raise IngestError(
                f"{at}: the row doesn't fit the header ({row['read_problem']}). "
                "Put texts that hold delimiters or quotes in quotes."
            )
        pattern = (row["pattern"] or "").strip()
        if not _WORD.search(pattern):
            raise IngestError(
                f"{at}, column pattern: no word. Write the words by which the item is known, "
                "such as пакет*, or take the row out."
            )
        rows.append(
            {
                "source_file": row["source_file"],
                "source_row": row["source_row"],
                "pattern": pattern,
                "kind": _one_of(row["kind"], NOT_GOODS_KINDS, f"{at}, column kind"),
                "place": _one_of(row["place"] or PLACES[0], PLACES, f"{at}, column place"),
            }
        )
    return pa.Table.from_pylist(rows, schema=NOT_GOODS_SCHEMA)


def _one_of(text: str | None, known: tuple[str, ...], where: str) -> str:
    value = (text or "").strip().lower().replace(" ", "_")
    if value not in known:
        raise IngestError(f"{where}: not one that is known. Write one of {', '.join(known)}.")
    return value
