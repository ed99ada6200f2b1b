"""Texts that a spreadsheet opens as they are meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
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


def csv_text(rows: Iterable[Iterable[Any]], *, has_decimal_commas: bool = False) -> str:
    r"""Return rows as a CSV that a spreadsheet reads as UTF-8; None becomes an empty cell.

    Where people write 0,5 their spreadsheets part cells by semicolons, and take 0.5 for a text or a
    day: `has_decimal_commas` writes for them, as the dashboard does in such a language.

    >>> csv_text([["a", 0.5]]), csv_text([["a", 0.5]], has_decimal_commas=True)
    ('\ufeffa,0.5\r\n', '\ufeffa;0,5\r\n')
    """
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    if not has_decimal_commas:
        csv.writer(text).writerows(rows)
        return text.getvalue()
    csv.writer(text, delimiter=";").writerows(
        [str(value).replace(".", ",") if isinstance(value, float) else value for value in row]
        for row in rows
    )
    return text.getvalue()
