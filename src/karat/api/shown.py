"""The log of what was shown: a line of JSON for every list, for experiments to read later.

`read_json('shown.jsonl')` in DuckDB reads it; docs/api.md tells the fields.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from logging.handlers import QueueListener, WatchedFileHandler
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

from karat.api.exploration import Drawn, as_published
from karat.api.store import Campaign, Row, Store


class ShownLog:
    """Writes lines to a file, which a rotation may move away, or to standard output.

    A thread of its own writes, so that no request waits for a disk.
    """

    def __init__(self, path: Path | None) -> None:
        self._handler: _Counted
        if path is None:
            self._handler = _StandardOutput(sys.stdout)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = _File(path, encoding="utf-8")
        self._lines: SimpleQueue[logging.LogRecord] = SimpleQueue()
        self._writer = QueueListener(self._lines, self._handler)
        self._writer.start()

    @property
    def failures(self) -> int:
        """Lines that could not be written: a full disk turns nobody away, but is noticed."""
        return self._handler.failures

    def next_items(
        self,
        request_id: str,
        store: Store,
        customer_id: str,
        drawn: Drawn,
        excluded: Collection[str] = (),
    ) -> None:
        """Note a customer's list, what it was drawn from, and what the client did not want."""
        line = {
            "list": "next_items",
            "policy": store.next_items_model,
            "customer_id": customer_id,
            "excluded": sorted(excluded),
            "exploration": drawn.share,
            "candidates": [
                {"item_id": item["item_id"], "probability": item["probability"]}
                for item in drawn.candidates
            ],
        }
        self._write(request_id, store, line, _shown(drawn.items, "item_id"))

    def similar_items(self, request_id: str, store: Store, item_id: str, items: list[Row]) -> None:
        """Note the items shown beside one."""
        line = {"list": "similar_items", "policy": "similar_items", "item_id": item_id}
        self._write(request_id, store, line, _shown(items, "item_id"))

    def customers(
        self, request_id: str, store: Store, campaign: Campaign, customers: list[Row]
    ) -> None:
        """Note a page of a campaign, and the items that it lists for each customer."""
        asked = {name: value for name, value in vars(campaign).items() if value}
        line = {"list": "customers", "policy": store.next_purchase_model, "campaign": asked}
        ranked = [{**row, "probability": row[campaign.probability]} for row in customers]
        self._write(request_id, store, line, _shown(ranked, "customer_id"))
        for customer in customers:
            if customer["items"]:
                listed = as_published(customer["items"])
                self.next_items(request_id, store, customer["customer_id"], listed)

    def close(self) -> None:
        """Write what is left, and close the file."""
        self._writer.stop()
        self._handler.close()

    def _write(self, request_id: str, store: Store, line: Row, shown: list[Row]) -> None:
        complete = {
            "shown_at": datetime.now(UTC).isoformat(),
            "request_id": request_id,
            "list": None,
            "policy": None,
            "customer_id": None,
            "item_id": None,
            "campaign": None,
            "excluded": [],
            "exploration": 0.0,
            "candidates": [],
            "version": store.version,
            "as_of_date": store.as_of_date.isoformat(),
            "is_synthetic": store.is_synthetic,
            **line,
            "shown": shown,
        }
        text = json.dumps(complete, default=str, ensure_ascii=False)
        self._lines.put(logging.makeLogRecord({"msg": text}))


def _shown(rows: list[Row], key: str) -> list[Row]:
    return [
        {
            "rank": row["rank"],
            key: row[key],
            "probability": row.get("probability"),
            "propensity": row.get("propensity", 1.0),
        }
        for row in rows
    ]


class _Counted(logging.Handler):
    failures = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — the library's name
        self.failures += 1


class _StandardOutput(_Counted, logging.StreamHandler[TextIO]):
    pass


class _File(_Counted, WatchedFileHandler):
    pass
