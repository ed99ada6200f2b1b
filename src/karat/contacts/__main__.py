"""`make contacts`: a list with names and phones, to a file that its maker alone can read."""

from __future__ import annotations

import argparse
import os
import pwd
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from karat.contacts.errors import ContactsError
from karat.contacts.form import Form
from karat.contacts.making import RECORD, Files, Made, make_contacts
from karat.contacts.selection import NAMED_AT_MOST, Selection
from karat.publication import published_path

FRESH_DAYS = 7
"""Older sales are warned of, as the dashboard does: the shortest promises are of a week."""

WAREHOUSE = "warehouse/karat.duckdb"
"""Where the warehouse stands unless KARAT_WAREHOUSE says otherwise, as in profiles.yml."""


def main(arguments: Sequence[str]) -> int:
    """Make the list that the arguments ask for and say where it is; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make contacts", allow_abbrev=False)
    parser.add_argument("--segment", help="an RFM segment, such as champions")
    parser.add_argument("--top", help="how many, the likeliest first")
    parser.add_argument("--list", type=Path, dest="file", help="a file with a column customer_id")
    parser.add_argument("--campaign", help="a campaign that KARAT_CAMPAIGNS declares")
    parser.add_argument("--format", default="csv", help="csv, or xlsx for a workbook")
    parser.add_argument("--in", default="en", dest="language", help="the language: en or ru")
    asked = parser.parse_args(arguments)
    warehouse = Path(_setting("KARAT_WAREHOUSE") or WAREHOUSE)
    try:
        made = make_contacts(
            Files(warehouse, published_path(), _setting("KARAT_FORGOTTEN")),
            Selection(asked.segment, _whole_number(asked.top), asked.file, asked.campaign),
            Form(asked.format, asked.language),
            made_by=_user(),
            made_at=datetime.now(UTC),
        )
    except ContactsError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(_report(made)))
    return 0


def _setting(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _whole_number(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise ContactsError(f"TOP is how many to call, a whole number; it is {text!r}.") from None


def _user() -> str:
    """Return who runs this, by the system's own word: an environment variable is anybody's."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in a container
        return f"uid {os.getuid()}"


def _report(made: Made) -> list[str]:
    lines = [
        f"Customers to call: {made.customers:,}, in {made.path}",
        "Names and phones, for the shop's own eyes: you alone can read it. Delete it after use.",
        f"Recorded as list {made.number} in {RECORD}.",
    ]
    if made.is_synthetic:
        lines.append("SYNTHETIC: these are people of the demo, whom nobody can call.")
    if made.days_old is not None and made.days_old > FRESH_DAYS:
        lines.append(
            f"OLD: the last sale known is {made.days_old:,} days past, and who was due then is not "
            "who is due now. Run make score on newer sales first."
        )
    if made.without_phone:
        lines.append(f"Left out: {made.without_phone:,} who left no phone.")
    if made.unknown:
        few = ", ".join(made.unknown[:NAMED_AT_MOST])
        more = ", …" if len(made.unknown) > NAMED_AT_MOST else ""
        lines.append(
            f"Left out: {len(made.unknown):,} ids that no customer in the warehouse has "
            f"({few}{more}): forgotten since, of another salt, or mistyped."
        )
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
