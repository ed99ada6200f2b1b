"""One publication as it is served: look-ups by key, and lists in the order of an index."""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from karat.exports.gauges import Sample
from karat.horizons import HORIZONS

Row: TypeAlias = dict[str, Any]

# None of these scans: the event loop runs them. A cross join keeps SQLite to the order of tables.
CUSTOMER = "select * from customers where customer_id = :id"

CUSTOMER_VALUE = "select * from customer_values where customer_id = :id"

_NEXT_ITEMS = """
select
    next_items.rank, items.item_id, items.item_name, items.category, items.metal,
    items.price_tier, items.last_price, next_items.probability, next_items.reason_code,
    next_items.reason, next_items.reason_ru
from next_items
cross join items on next_items.item_id = items.item_id
where next_items.customer_id = :customer_id
"""

NEXT_ITEMS = f"{_NEXT_ITEMS} and next_items.rank <= :limit order by next_items.rank"

CAMPAIGN_ITEMS = f"""
{_NEXT_ITEMS}
and (:category is null or items.category = :category)
and (:metal is null or items.metal = :metal)
order by next_items.rank limit :limit
"""

ITEM = "select * from items where item_id = :id"

SIMILAR_ITEMS = """
select
    similar_items.rank, items.item_id, items.item_name, items.category, items.metal,
    items.stone, items.price_tier, items.last_price, similar_items.price_ratio,
    similar_items.is_same_stone, similar_items.common_buyers, similar_items.reason
from similar_items
cross join items on similar_items.similar_item_id = items.item_id
where similar_items.item_id = :id and similar_items.rank <= :limit
order by similar_items.rank
"""

AUDIENCE = """
select audiences.*, customers.reason_codes
from audiences
cross join customers on audiences.customer_id = customers.customer_id
where audiences.campaign_name = :campaign_name and audiences.rank > :after
order by audiences.rank limit :limit
"""


class UnknownError(LookupError):
    """What was asked for is not in the publication; the message says what is."""


@dataclass(frozen=True)
class Campaign:
    """Which customers a list is of.

    Attributes
    ----------
    horizon_days
        The window whose probability orders the list, highest first.
    segments
        RFM segments; empty for all.
    min_probability
        The lowest probability within that window.
    expected_from, expected_to
        Bounds of the expected date, both inclusive.
    category, metal
        Only customers with such an item, of both at once, in their list.
    """

    horizon_days: int = 30
    segments: tuple[str, ...] = ()
    min_probability: float = 0.0
    expected_from: date | None = None
    expected_to: date | None = None
    category: str | None = None
    metal: str | None = None

    def query(self, limit: int, after: tuple[float, str] | None) -> tuple[str, list[Any]]:
        """Tell the query of a page and its parameters; no text of a client is in the SQL.

        Parameters
        ----------
        limit
            The length of the page.
        after
            Probability and id of the customer before; none for the first page.
        """
        order = self.probability
        conditions, parameters = self._conditions()
        if after is not None:
            conditions.append(f"{order} <= ? and ({order} < ? or customer_id > ?)")
            parameters += [after[0], *after]
        return (
            f"select * from customers where {' and '.join(conditions)} "
            f"order by {order} desc, customer_id limit ?",
            [*parameters, limit],
        )

    def _conditions(self) -> tuple[list[str], list[Any]]:
        conditions = [f"{self.probability} >= ?"]
        parameters: list[Any] = [self.min_probability]
        if self.segments:
            conditions.append(f"segment in ({', '.join('?' * len(self.segments))})")
            parameters += self.segments
        for bound, comparison in ((self.expected_from, ">="), (self.expected_to, "<=")):
            if bound is not None:
                conditions.append(f"expected_next_purchase_date {comparison} ?")
                parameters.append(bound.isoformat())
        wanted = {"category": self.category, "metal": self.metal}
        traits = {name: value for name, value in wanted.items() if value is not None}
        if traits:
            named = " and ".join(f"kinds.{name} = ?" for name in traits)
            conditions.append(
                "exists (select 1 from kinds "
                f"where kinds.customer_id = customers.customer_id and {named})"
            )
            parameters += traits.values()
        return conditions, parameters

    @property
    def probability(self) -> str:
        """The column that orders the list."""
        if self.horizon_days not in HORIZONS:
            raise ValueError(f"No probability of {self.horizon_days} days is published.")
        return f"probability_{self.horizon_days}d"


class Store:
    """A snapshot, opened.

    The file loses its name at once and goes when the last request that reads it has ended, so that
    nothing has to be cleaned up, not even after a crash.
    """

    def __init__(self, snapshot: Path) -> None:
        # Two connections, since a long list must not hold up the look-ups of the event loop.
        self._points, self._lists = (_open(snapshot) for _ in range(2))
        self._lists_lock = Lock()
        weakref.finalize(self, _close, self._points, self._lists)
        snapshot.unlink()
        self.taken_up_at = datetime.now(UTC)
        publication = self._all(self._points, "select * from publication")[0]
        self.version: str = publication["version"]
        self.as_of_date = date.fromisoformat(publication["as_of_date"])
        self.is_synthetic = bool(publication["is_synthetic"])
        self.next_purchase_model: str = publication["next_purchase_model"]
        self.next_items_model: str | None = publication["next_items_model"]
        self.value_model: str | None = publication["value_model"]
        self.gauges = [
            Sample(
                row["name"],
                tuple((name, value) for name, value in json.loads(row["labels"])),
                row["value"],
            )
            for row in self._all(self._points, "select * from gauges order by rowid")
        ]
        self.segments = self._all(self._points, "select * from segments order by segment")
        self.campaigns = self._all(self._points, "select * from campaigns order by campaign_number")
        self.customer_count = sum(segment["customer_count"] for segment in self.segments)
        self.item_count: int = self._all(self._points, "select count(*) as n from items")[0]["n"]
        self._known = {
            "segment": [segment["segment"] for segment in self.segments],
            "campaign": [campaign["campaign_name"] for campaign in self.campaigns],
            "category": self._values("category"),
            "metal": self._values("metal"),
        }

    def customer(self, customer_id: str) -> Row:
        """Return a customer's next purchase."""
        return self._one(self._points, CUSTOMER, customer_id, "customer")

    def customer_value(self, customer_id: str) -> Row:
        """Return what a customer is expected to spend."""
        return self._one(self._points, CUSTOMER_VALUE, customer_id, "customer")

    def customers_of(self, customer_ids: list[str]) -> dict[str, Row]:
        """Return the next purchases of those who are customers, by id, in the order of the ids."""
        places = ", ".join("?" * len(customer_ids))
        query = f"select * from customers where customer_id in ({places})"
        with self._lists_lock:
            found = {row["customer_id"]: row for row in self._all(self._lists, query, customer_ids)}
        return {id_: found[id_] for id_ in customer_ids if id_ in found}

    def lists_of(
        self, customer_ids: list[str], limit: int, exclude: Collection[str] = ()
    ) -> dict[str, list[Row]]:
        """Return the first items of the lists of some customers, as `next_items` does."""
        with self._lists_lock:
            return {
                customer_id: self._first_items(self._lists, customer_id, limit, exclude)
                for customer_id in customer_ids
            }

    def next_items(self, customer_id: str, limit: int, exclude: Collection[str] = ()) -> list[Row]:
        """Return the first items of a customer's list.

        Parameters
        ----------
        customer_id
            Whose.
        limit
            How many at most.
        exclude
            Ids of items that are left out; the next ones move up, as far as the list goes.
        """
        return self._first_items(self._points, customer_id, limit, exclude)

    def item(self, item_id: str) -> Row:
        """Return an item."""
        return self._one(self._points, ITEM, item_id, "item")

    def similar_items(self, item_id: str, limit: int) -> list[Row]:
        """Return the items most like one."""
        return self._all(self._points, SIMILAR_ITEMS, {"id": item_id, "limit": limit})

    def customers(self, campaign: Campaign, limit: int, after: str | None, items: int) -> list[Row]:
        """Return a page of a campaign's list, each customer with the first items of theirs.

        Parameters
        ----------
        campaign
            Which customers.
        limit
            The length of the page.
        after
            The last customer of the page before; none for the first page.
        items
            How many items each, of the campaign's category and metal.

        Raises
        ------
        UnknownError
            If a segment, category, metal or `after` is not in the publication.
        """
        for kind, values in (
            ("segment", campaign.segments),
            ("category", (campaign.category,)),
            ("metal", (campaign.metal,)),
        ):
            for value in values:
                self._check(kind, value)
        with self._lists_lock:
            page = self._page(campaign, limit, after)
            for customer in page:
                wanted = {
                    "customer_id": customer["customer_id"],
                    "category": campaign.category,
                    "metal": campaign.metal,
                    "limit": items,
                }
                customer["items"] = self._all(self._lists, CAMPAIGN_ITEMS, wanted) if items else []
        return page

    def declared_campaign(self, campaign_name: str) -> Row:
        """Return a campaign that the shop declared.

        Raises
        ------
        UnknownError
            If it declared none of that name.
        """
        self._check("campaign", campaign_name)
        return self.campaigns[self._known["campaign"].index(campaign_name)]

    def audience(self, campaign_name: str, limit: int, after: int) -> list[Row]:
        """Return a page of those whom a declared campaign takes, behind the rank `after`."""
        wanted = {"campaign_name": campaign_name, "limit": limit, "after": after}
        with self._lists_lock:
            return self._all(self._lists, AUDIENCE, wanted)

    def _first_items(
        self,
        connection: sqlite3.Connection,
        customer_id: str,
        limit: int,
        exclude: Collection[str],
    ) -> list[Row]:
        # So many more as may be left out.
        wanted = {"customer_id": customer_id, "limit": limit + len(exclude)}
        items = self._all(connection, NEXT_ITEMS, wanted)
        kept = [item for item in items if item["item_id"] not in exclude][:limit]
        return [{**item, "rank": rank} for rank, item in enumerate(kept, start=1)]

    def _page(self, campaign: Campaign, limit: int, after: str | None) -> list[Row]:
        place = None
        if after is not None:
            before = self._one(self._lists, CUSTOMER, after, "customer")
            place = before[campaign.probability], after
        return self._all(self._lists, *campaign.query(limit, place))

    def _check(self, kind: str, value: str | None) -> None:
        if value is not None and value not in self._known[kind]:
            names = ", ".join(self._known[kind]) or "none"
            raise UnknownError(f"No {kind} of that name is served; there are {names}.")

    def _one(self, connection: sqlite3.Connection, query: str, key: str, kind: str) -> Row:
        found = self._all(connection, query, {"id": key})
        if not found:
            raise UnknownError(
                f"No {kind} with this id is in the predictions of {self.as_of_date}. Ids that were "
                "made with another salt (KARAT_SALT) are other ids."
            )
        return found[0]

    def _values(self, column: str) -> list[str]:
        rows = self._all(self._points, f"select distinct {column} as name from items order by name")
        return [row["name"] for row in rows]

    @staticmethod
    def _all(
        connection: sqlite3.Connection, query: str, parameters: Row | list[Any] | tuple[()] = ()
    ) -> list[Row]:
        cursor = connection.execute(query, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _open(snapshot: Path) -> sqlite3.Connection:
    # Nobody writes it any more, so SQLite may spare itself every lock.
    connection = sqlite3.connect(
        f"{snapshot.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )
    connection.execute("pragma mmap_size = 1073741824")
    return connection


def _close(*connections: sqlite3.Connection) -> None:
    for connection in connections:
        connection.close()
