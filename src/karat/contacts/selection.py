"""Who stands on a list, and in which order."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karat.contacts.errors import ContactsError
from karat.contacts.words import segment_code
from karat.ingest import IngestError, read_customer_ids

NAMED_AT_MOST = 3
"""Unknown ids that a sentence shows."""


@dataclass(frozen=True)
class Selection:
    """What was asked for: a segment, a campaign or a file of ids, and the first so many of it."""

    segment: str | None = None
    top: int | None = None
    file: Path | None = None
    campaign: str | None = None

    @property
    def label(self) -> str:
        """What the list is called in its file and in the record; of a file only its name."""
        whose = self.file.name if self.file else self.segment or self.campaign
        first = f"top {self.top}" if self.top is not None else None
        return ", ".join(part for part in (whose, first) if part)


def check(selection: Selection) -> None:
    """Refuse what names nobody, or two lists at once.

    Raises
    ------
    ContactsError
        With what to write instead.
    """
    whose = [selection.segment, selection.campaign, selection.file]
    if selection.top is None and not any(each is not None for each in whose):
        raise ContactsError(
            "Say whom: make contacts TOP=10 (the likeliest to buy), SEGMENT=champions (all of a "
            "segment, the likeliest first), CAMPAIGN=name (whom a campaign contacts, the greatest "
            "gain first), or LIST=path.csv (a file with a column customer_id)."
        )
    if sum(each is not None for each in whose) > 1:
        raise ContactsError(
            "Give one of SEGMENT, CAMPAIGN and LIST, not both: a list is of one or the other."
        )
    if selection.top is not None and selection.top < 1:
        raise ContactsError(f"TOP is how many to call, 1 or more; it is {selection.top}.")


def choose(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[str]:
    """Write the table `temp.asked` (customer_id, place) and return ids that no customer has.

    Parameters
    ----------
    connection
        On the warehouse, with the publication attached as `published`.
    selection
        What was asked for, checked. `top` is not applied yet: who left no phone is not counted.

    Raises
    ------
    ContactsError
        Where nobody can be on the list.
    """
    if selection.file is not None:
        return _from_file(connection, selection.file)
    if selection.campaign is not None:
        return _from_campaign(connection, selection.campaign)
    segment = None
    if selection.segment is not None:
        segment = segment_code(selection.segment)
        _check_segment(connection, segment)
    connection.execute(
        """
        create temp table asked as
        select
            customer_id,
            row_number() over (order by probability_30d desc, customer_id) as place
        from published.marts.customer_next_purchase
        inner join published.marts.dim_customers using (customer_id)
        where coalesce(rfm_segment = $segment, $segment is null)
        """,
        {"segment": segment},
    )
    return []


def _from_file(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Take a file's order: whoever saved it has chosen one."""
    if not path.is_file():
        raise ContactsError(
            f"LIST: there is no file {path}. Give a CSV (or a workbook) with a column customer_id, "
            "such as the dashboard saves (make dashboard)."
        )
    advice = (
        "Take the ids from a published table or the dashboard; a spreadsheet may have made a "
        "number of one: keep the column as text."
    )
    try:
        ids = read_customer_ids(str(path), advice=advice, warn=lambda _: None)
    except IngestError as error:
        raise ContactsError(f"LIST: {error}") from None
    wanted = ids["customer_id"].to_pylist()
    if not wanted:
        raise ContactsError(f"LIST: {path.name} names nobody: its column customer_id is empty.")
    connection.register("wanted", ids.append_column("place", [list(range(1, len(wanted) + 1))]))
    connection.execute("create temp table asked as select customer_id, place from wanted")
    connection.unregister("wanted")
    unknown = [
        str(customer_id)
        for (customer_id,) in connection.execute(
            """
            select customer_id from asked
            anti join private.customer_identities using (customer_id)
            order by place
            """
        ).fetchall()
    ]
    if len(unknown) == len(wanted):
        raise ContactsError(
            f"LIST: none of the {len(wanted):,} ids of {path.name} is of a customer in the "
            "warehouse. Ids are made with KARAT_SALT: with another salt than this warehouse's they "
            "are others. Take a list of the present publication."
        )
    return unknown


def _from_campaign(connection: duckdb.DuckDBPyConnection, campaign: str) -> list[str]:
    """Take whom a campaign contacts: its control is listed to be left alone."""
    refusals = dict(
        connection.execute(
            "select campaign_name, refusal from published.marts.campaigns order by campaign_name"
        ).fetchall()
    )
    _check_name("campaign", campaign, list(refusals))
    if refusals[campaign] is not None:
        raise ContactsError(f"The campaign {campaign} lists nobody. {refusals[campaign]}")
    connection.execute(
        """
        create temp table asked as
        select
            customer_id,
            rank as place
        from published.marts.campaign_audience
        where campaign_name = $campaign and arm <> 'control'
        """,
        {"campaign": campaign},
    )
    if not connection.execute("select 1 from asked limit 1").fetchall():
        raise ContactsError(
            f"The campaign {campaign} has nobody to call today: nobody rested whom a contact is "
            "expected to bring more than it costs."
        )
    return []


def _check_segment(connection: duckdb.DuckDBPyConnection, segment: str) -> None:
    names = [
        str(name)
        for (name,) in connection.execute(
            "select distinct rfm_segment from published.marts.dim_customers"
            " where rfm_segment is not null order by rfm_segment"
        ).fetchall()
    ]
    _check_name("segment", segment, names)


def _check_name(what: str, name: str, names: list[str]) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none'}."
        raise ContactsError(f"There is no {what} {name}; {meant}")
