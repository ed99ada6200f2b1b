"""A list as CSV, for a spreadsheet; programs take JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Response

from karat.spreadsheet import cell, csv_text

MEDIA_TYPE = "text/csv"

DESCRIBED = {MEDIA_TYPE: {"schema": {"type": "string", "description": "A header, a line an item."}}}
"""For the OpenAPI document."""


def wants_csv(accept: str) -> bool:
    """Tell whether a client would rather have CSV than JSON.

    Parameters
    ----------
    accept
        The header `Accept`, or an empty text.

    Examples
    --------
    >>> [wants_csv(accept) for accept in ("text/csv", "text/csv, */*;q=0.1", "*/*", "")]
    [True, True, False, False]
    >>> wants_csv("application/json, text/csv;q=0.5")
    False
    """
    wanted = dict(_quality(part) for part in accept.lower().split(","))
    for_csv = wanted.get(MEDIA_TYPE, 0.0)
    named = wanted.get("application/json")
    for_json = wanted.get("*/*", 0.0) if named is None else named
    # Of two that are equally welcome the one that is named was meant, and JSON if both are.
    return for_csv > for_json or (for_csv == for_json > 0 and named is None)


def _quality(part: str) -> tuple[str, float]:
    media_type, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return media_type, float(parameter[2:])
            except ValueError:
                return media_type, 0.0
    return media_type, 1.0


def as_csv(columns: list[str], rows: Iterable[dict[str, Any]], file_name: str) -> Response:
    """Make an answer of rows.

    Parameters
    ----------
    columns
        The names of the columns, in order.
    rows
        Their values by name; None becomes an empty cell.
    file_name
        What a browser saves it as.
    """
    return Response(
        csv_text([columns, *([cell(row[column]) for column in columns] for row in rows)]),
        media_type=f"{MEDIA_TYPE}; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
