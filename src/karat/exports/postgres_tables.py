"""The tables of a publication in PostgreSQL: which are Karat's, which columns they have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from karat.exports.published import ExportError, PublishedTable

Cursor = psycopg.Cursor[tuple[Any, ...]]
Name = tuple[str, str]
Columns = Mapping[str, str]

TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "HUGEINT": "numeric",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp without time zone",
    "VARCHAR": "text",
}
"""DuckDB's types, as PostgreSQL's catalogue names them; DECIMAL(18,2) is numeric(18,2)."""

LEDGER = """
create schema if not exists karat;
create table if not exists karat.published_tables (
    table_schema text, table_name text, primary key (table_schema, table_name)
);
comment on table karat.published_tables is
    'One row per table that Karat publishes to this database: it empties and drops no other';
"""

ONE_AT_A_TIME = 5_272_074_417
"""The key of the lock that publications into one database wait for."""


def columns_of(table: PublishedTable) -> Columns:
    """Return PostgreSQL's type of each column.

    Raises
    ------
    ExportError
        If a column has a type that no published table has had yet.
    """
    columns = {}
    for column in table.columns:
        kind = re.sub(r"^DECIMAL(?=\()", "numeric", column.type)
        columns[column.name] = kind if kind != column.type else TYPES.get(kind, "")
        if not columns[column.name]:
            raise ExportError(
                f"{table.schema}.{table.name}.{column.name} is of the type {column.type}, which is "
                "not published to PostgreSQL. Give the model's column another type."
            )
    return columns


def take_over(cursor: Cursor, tables: Sequence[PublishedTable]) -> Mapping[Name, Columns]:
    """Wait for other publications, drop what is published no more, and return what is there.

    Raises
    ------
    ExportError
        If something that isn't Karat's has the name of a table to publish.
    """
    cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    cursor.execute(LEDGER)
    cursor.execute("select table_schema, table_name from karat.published_tables")
    owned = {(schema, name) for schema, name in cursor.fetchall()}
    names = {(table.schema, table.name) for table in tables}
    found = _found(cursor, names)
    if strange := sorted(found.keys() - owned):
        raise ExportError(
            f"{'.'.join(strange[0])} is in the database already and Karat has not made it, so "
            "nothing was published. Set KARAT_POSTGRES to a database of Karat's own."
        )
    for gone in sorted(owned - names):
        cursor.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(*gone)))
    cursor.execute("delete from karat.published_tables")
    cursor.executemany("insert into karat.published_tables values (%s, %s)", sorted(names))
    return found


def _found(cursor: Cursor, names: set[Name]) -> Mapping[Name, Columns]:
    """Return the columns and their types of whatever has one of the names."""
    cursor.execute(
        """
        select pg_namespace.nspname, pg_class.relname, pg_attribute.attname,
            format_type(pg_attribute.atttypid, pg_attribute.atttypmod)
        from pg_attribute
        inner join pg_class on pg_attribute.attrelid = pg_class.oid
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where pg_attribute.attnum > 0 and not pg_attribute.attisdropped
            and pg_namespace.nspname = any(%s)
        """,
        [sorted({schema for schema, _ in names})],
    )
    found: dict[Name, dict[str, str]] = {}
    for schema, name, column, kind in cursor.fetchall():
        if (schema, name) in names:
            found.setdefault((schema, name), {})[column] = kind
    return found


def shape(cursor: Cursor, table: PublishedTable, columns: Columns, found: Columns | None) -> None:
    """Leave an empty table that has the columns.

    A table that is there is changed, not made anew, so that the views and grants on it stay. A
    column that goes, or changes its type, takes nothing along: PostgreSQL refuses while a view
    shows it.
    """
    name = sql.Identifier(table.schema, table.name)
    if found is None:
        schema = sql.Identifier(table.schema)
        cursor.execute(sql.SQL("create schema if not exists {}").format(schema))
        cursor.execute(sql.SQL("create table {} ()").format(name))
        found = {}
    cursor.execute(sql.SQL("delete from {}").format(name))
    changes = [
        sql.SQL("drop column {}").format(sql.Identifier(column))
        for column, kind in found.items()
        if columns.get(column) != kind
    ] + [
        sql.SQL("add column {} {}").format(sql.Identifier(column), sql.SQL(kind))
        for column, kind in columns.items()
        if found.get(column) != kind
    ]
    if changes:
        cursor.execute(sql.SQL("alter table {} {}").format(name, sql.SQL(", ").join(changes)))


def document(cursor: Cursor, table: PublishedTable) -> None:
    """Carry over what the table and its columns mean, so that a tool can show it."""
    name = sql.Identifier(table.schema, table.name)
    cursor.execute(sql.SQL("comment on table {} is {}").format(name, sql.Literal(table.comment)))
    for column in table.columns:
        cursor.execute(
            sql.SQL("comment on column {} is {}").format(
                sql.Identifier(table.schema, table.name, column.name), sql.Literal(column.comment)
            )
        )
