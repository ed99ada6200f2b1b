"""Reads what was drawn for whom: the API's log, and the other lists that it is to judge."""

from __future__ import annotations

import json
import logging
import math
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from karat.ingest.customer_ids import CUSTOMER_ID
from karat.ingest.errors import IngestError, told_plainly
from karat.ingest.events import NAME, read_events, read_moment
from karat.ingest.files import find_files
from karat.ingest.layout import OTHER_LISTS, Warn

logger = logging.getLogger(__name__)

SHOWN_SCHEMA = pa.schema(
    [
        ("request_id", pa.string()),
        ("customer_id", pa.string()),
        ("shown_at", pa.timestamp("us")),
        ("policy", pa.string()),
        ("exploration", pa.float64()),
        ("published_rank", pa.int64()),
        ("item_id", pa.string()),
        ("probability", pa.float64()),
        ("rank", pa.int64()),
        ("propensity", pa.float64()),
    ]
)

OTHER_LISTS_SCHEMA = pa.schema(
    [
        ("list_name", pa.string()),
        ("customer_id", pa.string()),
        ("made_on", pa.date32()),
        ("rank", pa.int64()),
        ("item_id", pa.string()),
    ]
)

AS_RANKED = "as_ranked"
"""The name of the published order itself, which no file may take."""


def read_shown(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read the lists that the API drew, from its log of what was shown.

    Parameters
    ----------
    path
        The file of `KARAT_API_SHOWN_LOG`, or a glob of several; gzipped ones too. Lists that were
        not drawn tell nothing about others, and are passed over.
    warn
        Told of lines that are not whole: a killed service leaves one.

    Returns
    -------
    pyarrow.Table
        `SHOWN_SCHEMA`, a row for each drawn list and item that it was drawn from; `rank` and
        `propensity` are null for those that were not shown. Times are UTC.

    Raises
    ------
    IngestError
        When there is no file, or what a line says can't be: a propensity outside 0 to 1, or an item
        that was shown and could not be.
    """
    rows: list[dict[str, Any]] = []
    for file in find_files(path):
        torn = 0
        with told_plainly(file.name), file.open() as stream:
            for number, text in enumerate(stream, start=1):
                try:
                    line = json.loads(text)
                except ValueError:
                    torn += 1
                    continue
                rows += _candidates(line, f"{file.name}, line {number}")
        if torn:
            warn(f"{file.name}: {torn} lines are not whole, and are left out.")
    return pa.Table.from_pylist(rows, schema=SHOWN_SCHEMA)


def _candidates(line: dict[str, Any], at: str) -> list[dict[str, Any]]:
    try:
        if line["list"] != "next_items" or not line.get("candidates"):
            return []
        shown = {item["item_id"]: item for item in line["shown"]}
        drawn = {
            "request_id": line["request_id"],
            "customer_id": line["customer_id"],
            "shown_at": datetime.fromisoformat(line["shown_at"])
            .astimezone(UTC)
            .replace(tzinfo=None),
            "policy": line["policy"],
            "exploration": float(line["exploration"]),
        }
        rows = [
            {
                **drawn,
                "published_rank": place,
                "item_id": item["item_id"],
                "probability": float(item["probability"]),
                "rank": shown.get(item["item_id"], {}).get("rank"),
                "propensity": shown.get(item["item_id"], {}).get("propensity"),
            }
            for place, item in enumerate(line["candidates"], start=1)
        ]
        propensities = [float(item["propensity"]) for item in shown.values()]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise IngestError(
            f"{at}: not a line of the API's log of what was shown ({type(error).__name__})."
        ) from None
    if not all(math.isfinite(chance) and 0 < chance <= 1 for chance in propensities):
        raise IngestError(f"{at}: a propensity is not above 0 and at most 1.")
    if sum(row["rank"] is not None for row in rows) != len(line["shown"]):
        raise IngestError(f"{at}: an item was shown twice, or was not among the candidates.")
    return rows


def read_other_lists(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read lists that were not shown, and whose conversion is asked.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with the columns
        `customer_id`, `list` (its name), `made_on` (the last day that it knew of), `rank` and
        `item_id`.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `OTHER_LISTS_SCHEMA`, a row for each of the file.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is not whole. The cell is not repeated, since it may
        be a name or a phone.
    """
    rows = []
    for at, customer_id, (name, made_on, rank, item_id) in read_events(
        path, OTHER_LISTS, source="marts.customer_next_items", warn=warn
    ):
        if not NAME.fullmatch(name) or name == AS_RANKED:
            raise IngestError(
                f"{at}, column list: not a name such as other_ranker ({AS_RANKED} is the "
                "published list's)."
            )
        if not (rank.isascii() and rank.isdigit() and 1 <= int(rank) <= 1000):
            raise IngestError(f"{at}, column rank: not a place, 1 for the first.")
        if not CUSTOMER_ID.fullmatch(item_id):  # items' ids are made as customers' are
            raise IngestError(f"{at}, column item_id: not the id of an item. Take it from marts.")
        rows.append(
            {
                "list_name": name,
                "customer_id": customer_id,
                "made_on": read_moment(made_on, at, "made_on").date(),
                "rank": int(rank),
                "item_id": item_id,
            }
        )
    return pa.Table.from_pylist(rows, schema=OTHER_LISTS_SCHEMA)
