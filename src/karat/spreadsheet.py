"""Texts that a spreadsheet opens as they are meant."""

from __future__ import annotations

from typing import Any

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Russian as the letters of another alphabet."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """Keep a spreadsheet from taking the text of an export for a formula.

    >>> cell("=HYPERLINK(1)"), cell("Кольцо"), cell(-1), cell(None)
    ("'=HYPERLINK(1)", 'Кольцо', -1, None)
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
