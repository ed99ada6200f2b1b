"""What a list is written as: the form of its file, and its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karat.contacts.errors import ContactsError
from karat.contacts.words import LANGUAGES, in_russian
from karat.contacts.workbook import as_workbook
from karat.spreadsheet import cell, csv_text


def _as_csv(rows: list[list[Any]], is_russian: bool) -> bytes:
    # In E.164 a phone is a plus and digits: what dials it takes it as it is.
    cells = ([phone, *map(cell, others)] for phone, *others in rows)
    return csv_text(cells, has_decimal_commas=is_russian).encode()


def _as_xlsx(rows: list[list[Any]], _: bool) -> bytes:
    # A workbook's numbers are numbers, which each reader's spreadsheet writes in its own way.
    return as_workbook(rows)


FORMATS: dict[str, Callable[[list[list[Any]], bool], bytes]] = {"csv": _as_csv, "xlsx": _as_xlsx}
"""What a list can be written as, by the ending of its file's name; from its rows, and whether they
are for who writes 0,5."""


@dataclass(frozen=True)
class Form:
    """What a list is written as: one of `FORMATS`, in one of `LANGUAGES`."""

    written_as: str = "csv"
    language: str = LANGUAGES[0]

    def check(self) -> None:
        """Refuse what there is not.

        Raises
        ------
        ContactsError
            With what there is.
        """
        if self.written_as not in FORMATS:
            raise ContactsError(f"FORMAT is {' or '.join(FORMATS)}; it is {self.written_as!r}.")
        if self.language not in LANGUAGES:
            raise ContactsError(f"IN is {' or '.join(LANGUAGES)}; it is {self.language!r}.")

    def filled(self, rows: list[list[Any]]) -> bytes:
        """Return the file of header and rows."""
        if self.language == "ru":
            return FORMATS[self.written_as](in_russian(rows), True)
        return FORMATS[self.written_as](rows, False)
