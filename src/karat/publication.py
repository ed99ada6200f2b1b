"""The published file: what BI tools and services open, swapped in whole.

DuckDB lets one process write a file or many read it, never both, so readers never open the
warehouse. The next file is written beside the published one, checked, and renamed over it: a reader
that holds the old one goes on reading it, and the next to open the path sees the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karat.locking import folder_to_oneself

PUBLISHED = "warehouse/published.duckdb"
"""Where the published file stands unless KARAT_PUBLISHED says otherwise, as for the macros."""

STORAGE_VERSION = "v1.4.0"
"""The file format: readable by DuckDB 1.4 and later, whatever version builds the warehouse."""

ALIAS = "karat_next_publication"
LAST_ALIAS = "karat_last_publication"

COMMENTS = """
    select database_name, schema_name, table_name, null as column_name, comment
    from duckdb_tables()
    where comment is not null
    union all
    select database_name, schema_name, table_name, column_name, comment
    from duckdb_columns()
    where comment is not null
"""

REFUSALS = (OSError, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)
"""What comes of a write that the system refuses, be it at a copy, a commit or a detach."""


@dataclass(frozen=True)
class Table:
    """A table of the warehouse to publish under its own schema and name.

    `is_kept`: it stays as readers last saw it, whatever the warehouse holds by now; only where the
    last file has no such table does the warehouse's own take its place.
    """

    database: str
    schema: str
    name: str
    is_kept: bool = False

    @property
    def source(self) -> str:
        """The quoted name in the warehouse."""
        return ".".join(_quoted(part) for part in (self.database, self.schema, self.name))

    @property
    def target(self) -> str:
        """The quoted name in the published file."""
        return ".".join(_quoted(part) for part in (ALIAS, self.schema, self.name))


class PublicationError(RuntimeError):
    """The next published file could not be made whole; the last one stays in place."""


def published_path() -> Path:
    """Return the file that readers open."""
    return Path(os.environ.get("KARAT_PUBLISHED", "").strip() or PUBLISHED)


def publish(cursor: duckdb.DuckDBPyConnection, tables: Sequence[Table], path: Path) -> None:
    """Copy tables into a new file and put it in the place of the published one.

    Parameters
    ----------
    cursor
        A cursor on the warehouse, in no transaction.
    tables
        What to copy.
    path
        The published file. Its folder is made when it is missing.

    Raises
    ------
    PublicationError
        If a copied table has another number of rows than its source, or the next file can't be
        written, for want of room or of the right to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two warehouses may publish to one file: without the lock, one would rename the other's half.
    with folder_to_oneself(path.parent) as folder:
        unfinished = path.with_name(f".{path.name}.next")
        _remove(unfinished)  # what a killed build left
        if any(table.is_kept for table in tables):
            with _last_publication(cursor, path) as seen:
                _write(cursor, [_as_seen(table, seen) for table in tables], unfinished)
        else:
            _write(cursor, tables, unfinished)
        unfinished.replace(path)
        os.fsync(folder)


@contextmanager
def _last_publication(cursor: duckdb.DuckDBPyConnection, path: Path) -> Iterator[set[Table]]:
    """Attach the file that readers have, if there is one, and tell which tables it holds."""
    if not path.exists():
        yield set()
        return
    location = str(path).replace("'", "''")
    cursor.execute(f"attach '{location}' as {LAST_ALIAS} (read_only)")
    try:
        found = cursor.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = ?",
            [LAST_ALIAS],
        ).fetchall()
        yield {Table(LAST_ALIAS, schema, name) for schema, name in found}
    finally:
        cursor.execute(f"detach {LAST_ALIAS}")


def _as_seen(table: Table, seen: set[Table]) -> Table:
    last = Table(LAST_ALIAS, table.schema, table.name)
    return last if table.is_kept and last in seen else table


def _write(cursor: duckdb.DuckDBPyConnection, tables: Sequence[Table], unfinished: Path) -> None:
    """Copy tables into a new file that is on the disk to its last byte, or leave no file."""
    location = str(unfinished).replace("'", "''")
    try:
        cursor.execute(f"attach '{location}' as {ALIAS} (storage_version '{STORAGE_VERSION}')")
        for table in tables:
            _copy(cursor, table)
        _copy_comments(cursor, tables)
        cursor.execute(f"detach {ALIAS}")  # writes the rest: a full disk may show here alone
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        with suppress(duckdb.Error):  # it may be detached already, or never have been attached
            cursor.execute(f"detach {ALIAS}")
        _remove(unfinished)
        if isinstance(error, REFUSALS):
            raise PublicationError(_could_not_be_written(unfinished.parent, error)) from None
        raise


def _could_not_be_written(folder: Path, error: Exception) -> str:
    reason = str(error).rsplit(": ", maxsplit=1)[-1].strip()  # DuckDB says it last
    return (
        f"The next file to publish could not be written to {folder} ({reason}), so readers keep "
        "the last publication, and nothing of the next one is left. Make room there, or give the "
        "user that runs the build the right to write, and build again."
    )


def _copy(cursor: duckdb.DuckDBPyConnection, table: Table) -> None:
    cursor.execute(f"create schema if not exists {ALIAS}.{_quoted(table.schema)}")
    cursor.execute(f"create table {table.target} as select * from {table.source}")
    sizes = [
        cursor.execute(f"select count(*) from {name}").fetchall()[0][0]
        for name in (table.source, table.target)
    ]
    if sizes[0] != sizes[1]:
        raise PublicationError(
            f"{table.schema}.{table.name} has {sizes[0]} rows in the warehouse and {sizes[1]} in "
            "the file to publish, so nothing was published: build again."
        )


def _copy_comments(cursor: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Carry the documentation over, so that a BI tool shows what a column means.

    In one transaction: each comment by itself would be written to the disk before the next.
    """
    targets = {(table.database, table.schema, table.name): table.target for table in tables}
    cursor.begin()
    try:
        for *place, column, comment in cursor.execute(COMMENTS).fetchall():
            if (target := targets.get(tuple(place))) is not None:
                thing = (
                    f"table {target}" if column is None else f"column {target}.{_quoted(column)}"
                )
                text = comment.replace("'", "''")
                cursor.execute(f"comment on {thing} is '{text}'")
    except BaseException:
        with suppress(duckdb.Error):  # a full disk may have ended the transaction
            cursor.rollback()
        raise
    cursor.commit()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
