"""What the published file holds, for the exports that copy all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb


class ExportError(RuntimeError):
    """Nothing was exported; the message says why and what to do."""


@dataclass(frozen=True)
class Column:
    """A column as DuckDB names its type, and what it means."""

    name: str
    type: str
    comment: str | None


@dataclass(frozen=True)
class PublishedTable:
    """A table that readers have, with its documentation."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def source(self) -> str:
        """The quoted name in the published file."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in (self.schema, self.name))


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file for reading; a build that swaps it meanwhile changes nothing here.

    Raises
    ------
    ExportError
        If it isn't there, or is no DuckDB file.
    """
    if not path.is_file():
        raise ExportError(
            f"There is no published file {path} to export. Run make build first, or set "
            "KARAT_PUBLISHED to the file that a build has published."
        )
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        raise ExportError(
            f"The published file {path} can't be opened. Set KARAT_PUBLISHED to the file that a "
            "build has published, or publish it anew with make build."
        ) from None
    with connection:
        # One thread and its order: the same tables give the same bytes.
        connection.execute("set threads = 1")
        yield connection


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """List all tables by schema and name, with their columns in order."""
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() order by all"
    ).fetchall()
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in connection.execute(
        """
        select schema_name, table_name, column_name, data_type, comment
        from duckdb_columns()
        where not internal
        order by schema_name, table_name, column_index
        """
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    return [
        PublishedTable(schema, name, comment, tuple(columns[schema, name]))
        for schema, name, comment in tables
    ]
