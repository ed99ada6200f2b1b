"""Pack all customers into the page: columns to find them by, and their details in parts to open."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pages.dashboard.parts import Answers

PART_SIZE = 500
"""Customers whose details are unpacked together: some ten milliseconds of a browser's time."""

CHANCE_UNITS = 1_000_000
"""A chance is a whole number of millionths: that of one piece among many is often below 0.01 %."""

TEXTS = ("rfm_segment", "preferred_category", "shown_category", "preferred_metal", "town")
DAYS = (
    "expected_next_purchase_date",
    "expected_date_lower",
    "expected_date_upper",
    "first_purchase_date",
    "last_purchase_date",
)
REASONS = {"en": "reason", "ru": "reason_ru"}
"""The column of the reason in each language."""


@dataclass(frozen=True)
class Packed:
    """JSON in gzip in base64, which a browser unpacks by itself."""

    index: str
    """A list a column, in the order of the customers; the values that texts are numbers of."""
    items: str
    """A list a column of the items that anything names, and the wordings of reasons for them."""
    details: tuple[str, ...]
    """The reasons, lists and purchases of `PART_SIZE` customers each."""


def packed(answers: Answers) -> Packed:
    """Pack what `customers`, `customer_items`, `customer_sales` and `items` answer."""
    customers, items = answers["customers"], answers["items"]
    lists, sales = answers["customer_items"], answers["customer_sales"]
    wordings = lists[list(REASONS.values())].drop_duplicates()
    named = pd.Index(items["item_id"])
    texts = pd.MultiIndex.from_frame(wordings)
    listed = _by_customer(
        customers["customer_id"],
        lists["customer_id"],
        {
            "item": named.get_indexer(lists["item_id"]),
            "chance": _chances(lists["probability"]).to_numpy(np.int64),
            "wording": texts.get_indexer(pd.MultiIndex.from_frame(lists[wordings.columns])),
        },
    )
    days = _days(sales["sale_date"])
    bought = _by_customer(
        customers["customer_id"],
        sales["customer_id"],
        {
            "day": days,
            "item": named.get_indexer(sales["item_id"]),
            "price": sales["price"].astype(float).round().to_numpy().astype(np.int64),
            "taken_back": _days(sales["taken_back_on"]),
        },
    )
    return Packed(
        _pack(_index(customers, bought)),
        _pack(_items(items, wordings)),
        tuple(_details(customers, listed, bought)),
    )


def _index(customers: pd.DataFrame, bought: list[list[list[int]]]) -> dict[str, Any]:
    """Return what customers are found, sorted and filtered by."""
    columns: dict[str, list[Any]] = {"customer_id": customers["customer_id"].tolist()}
    values: dict[str, list[str]] = {}
    for name in customers.columns.drop([*columns, *REASONS.values()]):
        column = customers[name]
        if name in TEXTS:
            codes, found = pd.factorize(column, sort=True)
            columns[name], values[name] = codes.tolist(), found.tolist()
        elif name in DAYS:
            columns[name] = _days(column).tolist()
        elif name.startswith("probability"):
            columns[name] = _without_nan(_chances(column))
        else:
            columns[name] = _without_nan(column.astype(float).round())
    # The months in which somebody bought, by number: year x 12 + month, January being 0.
    columns["months"] = [
        _months([day for day, _, _, taken_back in sales if not taken_back]) for sales in bought
    ]
    return {
        "columns": columns,
        "values": values,
        "part_size": PART_SIZE,
        "chance_units": CHANCE_UNITS,
        # Who may be called stands before whom nobody calls, who has no chances.
        "listed": int(customers["probability_30d"].notna().sum()),
    }


def _months(days: list[int]) -> list[int]:
    """Return the months of days since 1970.

    >>> _months([20178, 20179, 20179])
    [24302, 24303]
    """
    months = np.array(days, dtype="datetime64[D]").astype("datetime64[M]").astype(int)
    return [int(month) + 1970 * 12 for month in np.unique(months)]


def _items(items: pd.DataFrame, wordings: pd.DataFrame) -> dict[str, Any]:
    """Return the items as columns, and each wording in each language."""
    texts = ("item_name", "category", "metal", "price_tier")
    return {
        **{name: _without_nan(items[name]) for name in texts},
        "last_price": _without_nan(items["last_price"].astype(float).round()),
        "wordings": {language: wordings[name].tolist() for language, name in REASONS.items()},
    }


def _details(
    customers: pd.DataFrame, listed: list[list[list[int]]], bought: list[list[list[int]]]
) -> Iterator[str]:
    """Pack what is only read of one customer at a time."""
    reasons = {language: customers[name].fillna("").tolist() for language, name in REASONS.items()}
    for start in range(0, len(customers), PART_SIZE):
        part = slice(start, start + PART_SIZE)
        yield _pack(
            {
                "reasons": {language: texts[part] for language, texts in reasons.items()},
                "items": listed[part],
                "sales": bought[part],
            }
        )


def _by_customer(
    customers: pd.Series[Any], owners: pd.Series[Any], columns: dict[str, npt.NDArray[np.int64]]
) -> list[list[list[int]]]:
    """Return for each customer the rows that are theirs, each a list of its columns.

    `owners` stand together: all rows of a customer follow each other.
    """
    rows = np.column_stack(list(columns.values())).tolist()
    starts = np.flatnonzero(owners.ne(owners.shift()).to_numpy())
    ends = [*starts[1:].tolist(), len(owners)][: len(starts)]
    ranges = dict(zip(owners.iloc[starts], zip(starts.tolist(), ends, strict=True), strict=True))
    return [rows[slice(*ranges.get(customer, (0, 0)))] for customer in customers]


def _chances(column: pd.Series[Any]) -> pd.Series[Any]:
    return (column * CHANCE_UNITS).round()


def _days(column: pd.Series[Any]) -> npt.NDArray[np.int64]:
    """Return days since 1970, 0 for none."""
    days = pd.to_datetime(column).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), 0, days.astype(np.int64))


def _without_nan(column: pd.Series[Any]) -> list[Any]:
    """Return the values, whole numbers as such, and None for a missing one, which JSON has."""
    return [
        None if pd.isna(value) else int(value) if isinstance(value, float) else value
        for value in column
    ]


def _pack(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
