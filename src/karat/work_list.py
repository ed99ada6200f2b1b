"""What came of contacts, as the dashboard's buttons note it: a file that builds read as contacts.

It stands beside the published file and has the form of `KARAT_CONTACTS`. It is written anew as a
whole and renamed into its place, under a lock: whoever is killed meanwhile loses what they were
about to note, and nothing else. It holds ids, never names or phones.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from karat.ingest.campaigns import OUTCOMES
from karat.ingest.customer_ids import CUSTOMER_ID
from karat.ingest.events import NAME
from karat.locking import folder_to_oneself
from karat.publication import published_path

COLUMNS = ("customer_id", "campaign", "contacted_on", "outcome")


def work_list_path(published: Path | None = None) -> Path:
    """Return where the work list of a published file stands, by default of the one in use."""
    return (published or published_path()).with_name("work_list.csv")


@dataclass(frozen=True)
class Contact:
    """A customer's contact of a day in a campaign; its fields are `COLUMNS`.

    Raises
    ------
    ValueError
        If a field is none that builds read.
    """

    customer_id: str
    campaign: str
    contacted_on: str
    outcome: str

    def __post_init__(self) -> None:
        """Refuse what no build would read."""
        fields = (self.customer_id, self.campaign, self.contacted_on, self.outcome)
        if not all(isinstance(field, str) for field in fields):
            raise ValueError("Every field is a text.")
        if not CUSTOMER_ID.fullmatch(self.customer_id):
            raise ValueError("No customer's id.")
        if not NAME.fullmatch(self.campaign) or len(self.campaign) > 100:
            raise ValueError("No campaign's name.")
        if self.outcome not in OUTCOMES:
            raise ValueError(f"The outcome is one of {', '.join(OUTCOMES)}.")
        date.fromisoformat(self.contacted_on)


def contacts_noted(path: Path) -> list[Contact]:
    """Return what is noted, in the order in which it was; nothing without a file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Contact(*(row[name] for name in COLUMNS)) for row in csv.DictReader(file)]


def note(path: Path, contact: Contact) -> None:
    """Note a contact; another outcome of the same day and campaign takes the place of the first."""
    _write(path, contact, is_kept=True)


def take_back(path: Path, contact: Contact) -> None:
    """Take back what was noted of a customer on a day in a campaign."""
    _write(path, contact, is_kept=False)


def _write(path: Path, contact: Contact, *, is_kept: bool) -> None:
    key = (contact.customer_id, contact.campaign, contact.contacted_on)
    with folder_to_oneself(path.parent) as folder:
        others = [
            other
            for other in contacts_noted(path)
            if (other.customer_id, other.campaign, other.contacted_on) != key
        ]
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in [*others, contact] if is_kept else others:
            writer.writerow([getattr(each, name) for name in COLUMNS])
        unfinished = path.with_name(f".{path.name}.unfinished")
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        os.fsync(folder)
