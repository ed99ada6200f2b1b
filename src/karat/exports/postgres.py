"""Every published table in a PostgreSQL database: `make postgres`.

All of it is one transaction. Rows are deleted and copied anew, since these two alone follow a
reader's snapshot: after a `truncate`, or in a table that took another's name, a reader who began
before would find no rows. So nobody waits, nobody sees two publications mixed, and the views and
grants that people have made on the tables stay.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from karat.exports.postgres_tables import Cursor, columns_of, document, shape, take_over
from karat.exports.published import (
    ExportError,
    PublishedTable,
    open_published,
    published_tables,
)
from karat.publication import published_path

ROWS_AT_A_TIME = 10_000


def export_postgres(published: Path, target: str) -> int:
    """Copy all tables of the published file into a database, in one transaction.

    Parameters
    ----------
    published
        The file that a build has published.
    target
        A connection string or URI as libpq takes it.

    Returns
    -------
    int
        How many tables were copied.

    Raises
    ------
    ExportError
        If there is no published file, the database can't be reached, or it refuses something. It
        then holds what it held before.
    """
    with open_published(published) as source:
        tables = {table: columns_of(table) for table in published_tables(source)}
        connection = _connect(target)
        try:
            with connection, connection.cursor() as cursor:
                found = take_over(cursor, list(tables))
                for table, columns in tables.items():
                    shape(cursor, table, columns, found.get((table.schema, table.name)))
                    _copy(source, cursor, table)
                    document(cursor, table)
        except psycopg.errors.DependentObjectsStillExist as error:
            raise ExportError(
                "Nothing was published to PostgreSQL, since something of yours stands on what "
                f"would go: {_one_line(error.diag.message_detail or error)}. Drop it, publish "
                "again, and make it anew."
            ) from None
        except psycopg.Error as error:
            raise ExportError(
                "Nothing was published to PostgreSQL, which holds what it held before: "
                f"{_one_line(error.diag.message_primary or error)}."
            ) from None
    return len(tables)


def _connect(target: str) -> psycopg.Connection[tuple[str, ...]]:
    """Connect, and print in no error a part of the string that may be the password's."""
    try:
        parts = conninfo_to_dict(target)
    except psycopg.ProgrammingError:
        parts = None
    # A password with a bare @, / or : ends up in another part, which errors would name.
    if (
        parts is None
        or any("@" in str(parts.get(part, "")) for part in ("host", "dbname"))
        or not str(parts.get("port", "0")).replace(",", "0").isdigit()
    ):
        raise ExportError(
            "KARAT_POSTGRES is no connection string that libpq reads. Set it to one like "
            "postgresql://user@host:5432/database, where an @ in the password is %40, a / is %2F, "
            "a : is %3A; or leave the password to a password file or PGPASSWORD."
        )
    try:
        return psycopg.connect(target)
    except psycopg.OperationalError as error:
        raise ExportError(
            f"The database of KARAT_POSTGRES can't be reached: {_one_line(error)}."
        ) from None


def _copy(source: duckdb.DuckDBPyConnection, cursor: Cursor, table: PublishedTable) -> None:
    into = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.schema, table.name),
        sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns),
    )
    rows = source.execute(f"select * from {table.source}")
    with cursor.copy(into) as copy:
        while batch := rows.fetchmany(ROWS_AT_A_TIME):
            for row in batch:
                copy.write_row(row)


def _one_line(message: object) -> str:
    return " ".join(str(message).split()).rstrip(".?")


def main() -> None:
    """Read the environment and publish."""
    target = os.environ.get("KARAT_POSTGRES", "").strip()
    if not target:
        sys.exit(
            "KARAT_POSTGRES is not set. Set it to the database to publish to, like "
            "postgresql://user@host:5432/database."
        )
    try:
        count = export_postgres(published_path(), target)
    except ExportError as error:
        sys.exit(str(error))
    print(f"Published {count} tables to PostgreSQL")


if __name__ == "__main__":
    main()
