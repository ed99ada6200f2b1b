"""From a list of customers to a file with their names and phones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from karat.contacts.errors import ContactsError
from karat.contacts.form import Form
from karat.contacts.selection import Selection, check, choose
from karat.ingest import IngestError, read_forgotten
from karat.locking import WarehouseError, hold_warehouse

RECORD = "registry.contact_lists"

_RECORD_COLUMNS = """
    list_number integer, made_at timestamp, made_by varchar, list_name varchar,
    customer_count integer, is_synthetic boolean
"""

_CONTACTS = """
create temp table contacts as
with items as (

    select
        customer_id,
        max(item_name) filter (where rank = 1) as item_1,
        max(item_name) filter (where rank = 2) as item_2,
        max(item_name) filter (where rank = 3) as item_3
    from published.marts.customer_next_items
    group by customer_id

)

select
    identities.phone,
    coalesce(identities.full_name, identities.first_name) as name,
    customers.rfm_segment as segment,
    purchases.reason as why,
    purchases.reason_ru as why_ru,
    purchases.probability_30d,
    purchases.expected_next_purchase_date as expected_date,
    items.item_1,
    items.item_2,
    items.item_3,
    asked.customer_id,
    purchases.as_of_date,
    purchases.is_synthetic,
    asked.place
from asked
inner join private.customer_identities as identities using (customer_id)
left join published.marts.customer_next_purchase as purchases using (customer_id)
left join published.marts.dim_customers as customers using (customer_id)
left join items using (customer_id)
where identities.phone is not null
order by asked.place
limit $top
"""


@dataclass(frozen=True)
class Files:
    """What a list is made from.

    Attributes
    ----------
    warehouse
        The file that dbt builds; it alone knows names and phones, and keeps the record.
    published
        The file that readers open; what it says of customers has passed its tests.
    forgotten
        The file of the customers who are to be forgotten, as `KARAT_FORGOTTEN` names it.
    """

    warehouse: Path
    published: Path
    forgotten: str | None = None

    @property
    def folder(self) -> Path:
        """Where lists go; made for its owner alone where it is missing."""
        return self.warehouse.parent / "contacts"


@dataclass(frozen=True)
class Made:
    """A list that was made: where it is, its number in the record, how many are on it.

    Attributes
    ----------
    days_old
        Days from the last sale that the predictions know to the making; none where nothing is
        predicted for anybody on the list.
    is_synthetic
        Whether it is of the demo, whose people there are not.
    """

    path: Path
    number: int
    customers: int
    without_phone: int
    unknown: tuple[str, ...]
    days_old: int | None
    is_synthetic: bool


def make_contacts(
    files: Files,
    selection: Selection,
    form: Form,
    *,
    made_by: str,
    made_at: datetime,
) -> Made:
    """Write a list with names and phones, and the record of it.

    Parameters
    ----------
    files
        What it is made from.
    selection
        Whom to list.
    form
        What the file is written as, and in which language.
    made_by, made_at
        Who makes the list, and when (UTC).

    Raises
    ------
    ContactsError
        Where nothing can be made; then no file is left.
    """
    check(selection)
    form.check()
    with _opened(files.warehouse, files.published) as connection:
        _refuse_the_forgotten(connection, files.forgotten)
        unknown = choose(connection, selection)
        connection.execute(_CONTACTS, {"top": selection.top})
        count, without_phone = _count(connection, selection)
        ((last_sale, is_synthetic),) = connection.execute(
            "select max(as_of_date), coalesce(bool_or(is_synthetic), false) from contacts"
        ).fetchall()
        path = (
            files.folder
            / f"{made_at:%Y-%m-%dT%H%M%SZ}_{_file_name(selection.label)}.{form.written_as}"
        )
        with _own_file(path) as file:
            # The record first: no phone is in a file that nobody knows of.
            number = _record(connection, selection, made_by, made_at, count)
            origin = [selection.label, made_by, f"{made_at:%Y-%m-%d %H:%M:%S}Z"]
            file.write(form.filled(_rows(connection, origin)))
    days_old = (made_at.date() - last_sale).days if last_sale else None
    return Made(path, number, count, without_phone, tuple(unknown), days_old, is_synthetic)


@contextmanager
def _opened(warehouse: Path, published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse to ourselves, with the publication attached as `published`."""
    for path, what, setting in (
        (warehouse, "warehouse", "KARAT_WAREHOUSE"),
        (published, "published file", "KARAT_PUBLISHED"),
    ):
        if not path.is_file():
            raise ContactsError(
                f"There is no {what} {path}. Run make build first, or set {setting} to the one "
                "that a build has made."
            )
    location = str(published).replace("'", "''")
    try:
        hold_warehouse(warehouse)
        with duckdb.connect(str(warehouse), config={"threads": 1}) as connection:
            connection.execute(f"attach '{location}' as published (read_only)")
            yield connection
    except WarehouseError as error:
        raise ContactsError(f"{error} Then make the list again.") from None
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ContactsError(
            f"Warehouse and published file are not of one build of this release "
            f"({_first_line(error)}). Run make build, then make the list again."
        ) from None
    except duckdb.Error as error:
        raise ContactsError(
            f"{warehouse} or {published} can't be opened or written ({_first_line(error)}). Give "
            "KARAT_WAREHOUSE and KARAT_PUBLISHED as the build had them, and room on the disk."
        ) from None


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", maxsplit=1)[0]


def _refuse_the_forgotten(connection: duckdb.DuckDBPyConnection, forgotten: str | None) -> None:
    """Stop where the list of the forgotten has grown since the build: a phone takes names along."""
    if forgotten is None:
        return
    try:
        ids = read_forgotten(forgotten, warn=lambda _: None)
    except IngestError as error:
        raise ContactsError(f"KARAT_FORGOTTEN: {error}") from None
    connection.register("listed", ids)
    ((known,),) = connection.execute(
        "select count(*) from listed inner join private.customer_identities using (customer_id)"
    ).fetchall()
    connection.unregister("listed")
    if known:
        raise ContactsError(
            f"The warehouse still knows {known:,} of the customers that KARAT_FORGOTTEN lists. Run "
            "make build, which forgets them, then make the list again."
        )


def _count(connection: duckdb.DuckDBPyConnection, selection: Selection) -> tuple[int, int]:
    """Count who is on the list, and who is not for want of a phone but would stand before its end.

    Raises
    ------
    ContactsError
        If nobody is on it.
    """
    ((count, last_place, known),) = connection.execute(
        """
        select
            count(contacts.customer_id),
            max(contacts.place),
            count(*)
        from asked
        inner join private.customer_identities using (customer_id)
        left join contacts using (customer_id)
        """
    ).fetchall()
    if not count and known:
        raise ContactsError(
            f"Nobody can be called: none of the {known:,} customers of this list left a phone."
        )
    if not count:
        raise ContactsError(
            "Nobody of this list is in the warehouse: warehouse and published file are of "
            "different builds. Run make build, then make the list again."
        )
    ((without_phone,),) = connection.execute(
        """
        select count(*)
        from asked inner join private.customer_identities using (customer_id)
        where phone is null and ($last_place is null or asked.place < $last_place)
        """,
        {"last_place": last_place if count == selection.top else None},
    ).fetchall()
    return int(count), int(without_phone)


def _file_name(label: str) -> str:
    """Keep of a label what any file system takes.

    >>> _file_name("champions, top 10")
    'champions_top_10'
    """
    return re.sub(r"\W+", "_", label)


@contextmanager
def _own_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that is its owner's alone from its first moment, or leave none."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ContactsError(f"{path.parent} can't be made ({error.strerror}).") from None
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ContactsError(f"{path} is there already: make the list again in a second.") from None
    except OSError as error:
        raise ContactsError(f"{path} can't be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise ContactsError(
                f"{path} can't be written ({error.strerror}); nothing of it is left."
            ) from None
        raise


def _record(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    made_by: str,
    made_at: datetime,
    count: int,
) -> int:
    """Note who made which list when, and of how many; return its number."""
    connection.execute("create schema if not exists registry")
    connection.execute(f"create table if not exists {RECORD} ({_RECORD_COLUMNS})")
    ((number,),) = connection.execute(
        f"""
        insert into {RECORD}
        select
            (select coalesce(max(list_number), 0) + 1 from {RECORD}), $made_at, $made_by,
            $list_name, $count, (select coalesce(bool_or(is_synthetic), false) from contacts)
        returning list_number
        """,
        {
            "made_at": made_at.replace(tzinfo=None),
            "made_by": made_by,
            "list_name": selection.label,
            "count": count,
        },
    ).fetchall()
    return int(number)


def _rows(connection: duckdb.DuckDBPyConnection, origin: list[str]) -> list[list[Any]]:
    """Return header and rows, each with where it comes from: lines are copied out of files."""
    found = connection.execute("select * exclude (place) from contacts order by place")
    names = [name for name, *_ in found.description or ()]
    rows = [[*map(_known_digits, row), *origin] for row in found.fetchall()]
    return [[*names, "list", "made_by", "made_at"], *rows]


def _known_digits(value: Any) -> Any:
    """Give a probability as many digits as it knows, as the API does."""
    return float(f"{value:.3g}") if isinstance(value, float) else value
