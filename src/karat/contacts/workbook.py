"""A list as a workbook, for who opens it in a spreadsheet and edits it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from karat.contacts.errors import ContactsError

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them; what is written beyond is lost."""


def as_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as a workbook (XLSX) of one sheet.

    A text is text in it, and stays so when its cell is edited: no formula, and no phone without
    its plus. Nothing of it is ever in a temporary file.

    Parameters
    ----------
    rows
        The header and the rows; None becomes an empty cell.

    Raises
    ------
    ContactsError
        If a sheet can't hold them.
    """
    if len(rows) > MOST_ROWS:
        raise ContactsError(
            f"A sheet holds {MOST_ROWS - 1:,} customers, and the list has {len(rows) - 1:,}: "
            "write it with FORMAT=csv, or fewer of them with TOP=…."
        )
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value, as_text)
                else:
                    sheet.write(place, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return made.getvalue()
