from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from conftest import PROJECT, Build
from postgres_server import server

from karat.exports.postgres import export_postgres
from karat.exports.published import ExportError
from karat.publication import Table, publish

SHOP = """
create schema marts;
create schema monitoring;
create table marts.customers as
    select $version as version, range as customer_id from range(1000 * $version);
create table marts.sales as
    select $version as version, range as sale_id, 'Кольцо' as item_name from range(1000 * $version);
create table monitoring.metrics as
    select $version as version, range as metric_id from range(1000 * $version);
comment on table marts.sales is 'One row per sale: it''s documented';
comment on column marts.sales.item_name is 'As the till names it';
"""
VERSIONS = """
select min(version), max(version), count(*) from marts.customers
union all select min(version), max(version), count(*) from marts.sales
union all select min(version), max(version), count(*) from monitoring.metrics
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture
def database(postgres: str) -> str:
    """Make an empty database, and tell how to connect to it."""
    name = f"shop_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return postgres.replace("dbname=postgres", f"dbname={name}")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return _publish(tmp_path / "published.duckdb")


def _publish(path: Path, version: int = 1, then: str = "") -> Path:
    """Publish the shop; `then` is SQL that changes it first."""
    with duckdb.connect() as warehouse:
        warehouse.execute(SHOP.replace("$version", str(version)))
        warehouse.execute(then)
        tables = warehouse.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        publish(warehouse.cursor(), [Table("memory", *names) for names in tables], path)
    return path


def _rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


def _do(database: str, statement: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(statement)


@pytest.mark.build
def test_every_published_table_is_there_with_its_rows_and_its_meaning(
    small: Build, database: str
) -> None:
    count = export_postgres(small.published, database)
    comments = """
        select nspname, relname, attname, coalesce(
            case when attnum = 0 then obj_description(pg_class.oid) end,
            col_description(pg_class.oid, attnum)
        )
        from pg_class
        inner join pg_namespace on relnamespace = pg_namespace.oid
        inner join (
            select attrelid, attnum, attname from pg_attribute where not attisdropped
            union all select oid, 0, '' from pg_class
        ) as described on attrelid = pg_class.oid
        where relkind = 'r' and nspname = any(%s) and attnum >= 0
    """
    with small.connect_published() as reader, psycopg.connect(database) as connection:
        tables = reader.sql("select schema_name, table_name from duckdb_tables()").fetchall()
        assert len(tables) == count > 15
        for schema, table in tables:
            ours = reader.sql(f"from {schema}.{table}").fetchall()
            theirs = connection.execute(f"select * from {schema}.{table}").fetchall()
            # In the same order too: the copy keeps it, and nobody has written since.
            assert ours == theirs, table
        documented = reader.sql(
            """
            select schema_name, table_name, '', comment from duckdb_tables()
            union all
            select schema_name, table_name, column_name, comment
            from duckdb_columns() where not internal
            """
        ).fetchall()
        assert sum(comment is not None for *_, comment in documented) > 100
        schemas = sorted({schema for schema, _ in tables})
        assert set(connection.execute(comments, [schemas]).fetchall()) == set(documented)


def test_every_type_and_every_odd_text_comes_back(tmp_path: Path, database: str) -> None:
    odd = """
        create table marts.odd as
        select * from (values
            (1::bigint, true, date '2025-03-31', 0.1::double, 2::hugeint ** 100, 7::integer,
                timestamp '2025-03-31 23:59:59.123456', 'Кольцо "A"''\\', 12.30::decimal(18, 2)),
            (-9223372036854775808, false, date '0001-01-01', 'infinity'::double, 0, -1,
                timestamp '1969-12-31 00:00:00', '', -0.01),
            (2, null, null, 1e-300, null, null, null, E'\\t\\n\\r\\\\N\\.', 9999999999999999.99),
            (null, null, null, null, null, null, null, null, null)
        ) as odd (a, b, c, d, e, f, g, h, i);
    """.replace("2::hugeint ** 100", f"{2**100}::hugeint")
    export_postgres(path := _publish(tmp_path / "published.duckdb", then=odd), database)
    with duckdb.connect(str(path), read_only=True) as reader:
        assert _rows(database, "select * from marts.odd") == reader.sql("from marts.odd").fetchall()
    kinds = _rows(
        database,
        "select format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = 'marts.odd'::regclass and attnum > 0 order by attnum",
    )
    assert [kind for (kind,) in kinds] == [
        *("bigint", "boolean", "date", "double precision", "numeric", "integer"),
        *("timestamp without time zone", "text", "numeric(18,2)"),
    ]


def test_views_grants_and_indexes_of_people_stay(tmp_path: Path, database: str) -> None:
    path = tmp_path / "published.duckdb"
    export_postgres(_publish(path), database)
    _do(
        database,
        "create view public.mine as select max(version) as version from marts.sales;"
        "create index by_item on marts.sales (item_name);"
        "grant select on marts.sales to public",
    )
    more = (
        "alter table marts.sales add column price decimal(18, 2) default 5;"
        "alter table marts.sales alter column sale_id type varchar;"
        "alter table marts.customers drop column customer_id"
    )
    export_postgres(_publish(path, 2, more), database)
    assert _rows(database, "select version from public.mine") == [(2,)]
    assert _rows(database, "select sale_id, price from marts.sales where sale_id = '7'") == [
        ("7", 5)
    ]
    assert _rows(database, "select * from marts.customers limit 1") == [(2,)]
    assert _rows(
        database,
        "select has_table_privilege('public', 'marts.sales', 'select'),"
        " to_regclass('marts.by_item')::text",
    ) == [(True, "marts.by_item")]


@pytest.mark.parametrize(
    ("view", "change"),
    [
        ("select item_name from marts.sales", "alter table marts.sales drop column item_name"),
        ("select version from marts.sales", "drop table marts.sales"),
    ],
)
def test_what_a_view_shows_is_not_taken_from_under_it(
    tmp_path: Path, database: str, view: str, change: str
) -> None:
    path = tmp_path / "published.duckdb"
    export_postgres(_publish(path), database)
    _do(database, f"create view public.mine as {view}")
    with pytest.raises(ExportError, match=r"view mine depends on .*marts\.sales"):
        export_postgres(_publish(path, 2, change), database)
    assert _rows(database, VERSIONS) == [(1, 1, 1000)] * 3
    _do(database, "drop view public.mine")
    export_postgres(path, database)
    assert _rows(database, "select max(version) from marts.customers") == [(2,)]


def test_a_table_that_is_published_no_more_goes(tmp_path: Path, database: str) -> None:
    path = tmp_path / "published.duckdb"
    export_postgres(_publish(path), database)
    _do(database, "create table marts.own as select 1 as one")
    export_postgres(_publish(path, 2, "drop table marts.sales"), database)
    assert _rows(database, "select to_regclass('marts.sales'), to_regclass('marts.own')::text") == [
        (None, "marts.own")
    ]


@pytest.mark.parametrize("kind", ["table", "materialized view"])
def test_a_table_of_somebody_else_is_left_alone(published: Path, database: str, kind: str) -> None:
    _do(database, f"create schema marts; create {kind} marts.sales as select 1 as one")
    with pytest.raises(ExportError, match=r"marts\.sales is in the database already"):
        export_postgres(published, database)
    assert _rows(database, "select one, to_regclass('marts.customers') from marts.sales") == [
        (1, None)
    ]


@pytest.mark.build
def test_the_recipe_for_readers_lets_them_read(small: Build, database: str) -> None:
    recipe = (PROJECT / "docs" / "bi_tools.md").read_text().split("```sql")[1].split("```")[0]
    export_postgres(small.published, database)
    _do(database, recipe)
    as_analyst = database.replace("user=karat", "user=analyst")
    export_postgres(small.published, database)
    with psycopg.connect(as_analyst) as connection:
        for schema, table in _rows(database, "select * from karat.published_tables"):
            assert connection.execute(f"select count(*) from {schema}.{table}").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from marts.fct_sales")


def test_a_type_that_was_never_published_is_named(tmp_path: Path, database: str) -> None:
    path = _publish(tmp_path / "published.duckdb", then="create table marts.odd as select [1] as a")
    with pytest.raises(ExportError, match=r"marts\.odd\.a is of the type INTEGER\[\]"):
        export_postgres(path, database)


def test_what_postgres_refuses_is_one_sentence(published: Path, database: str) -> None:
    _do(database, "create role reader login")
    with pytest.raises(ExportError, match=r"holds what it held before: permission denied"):
        export_postgres(published, database.replace("user=karat", "user=reader"))


EXPORT = """
import os, random, signal, sys, threading
from pathlib import Path

from karat.exports import postgres

published, database, fate, version = sys.argv[1:]


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


if fate == "dies while it copies":
    copy = postgres._copy
    postgres._copy = lambda source, cursor, table: (
        copy(source, cursor, table), die() if table.name == "sales" else None
    )
if fate == "dies before the commit":
    postgres.psycopg.Connection.commit = die
if fate == "dies at some point":
    threading.Timer(random.Random(version).uniform(0, 0.1), die).start()
postgres.export_postgres(Path(published), database)
if fate == "dies at some point":
    die()
"""
FATES = {
    3: "dies while it copies",
    5: "dies before the commit",
    6: "dies at some point",
    9: "dies while it copies",
    10: "dies at some point",
}


def test_a_reader_sees_one_publication_whole_whatever_becomes_of_the_next(
    tmp_path: Path, database: str
) -> None:
    path = tmp_path / "published.duckdb"
    export_postgres(_publish(path), database)
    done = threading.Event()
    errors: list[Exception] = []
    seen: list[list[tuple[int, int, int]]] = []

    def poll_by_statements() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not done.is_set():
                seen.append(connection.execute(VERSIONS).fetchall())

    def poll_by_transactions() -> None:
        """Ask for one table after the other, a publication or two in between."""
        with psycopg.connect(database) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while not done.is_set():
                tables = []
                for query in VERSIONS.split("union all"):
                    tables += connection.execute(query).fetchall()
                    done.wait(0.5)
                connection.rollback()
                seen.append(tables)

    def watch(poll: Any) -> None:
        try:
            poll()
        except Exception as error:
            errors.append(error)

    with ThreadPoolExecutor() as pool:
        pool.submit(watch, poll_by_statements)
        pool.submit(watch, poll_by_transactions)
        try:
            for version in range(2, 13):
                _publish(path, version)
                fate = FATES.get(version, "passes")
                program = [sys.executable, "-c", EXPORT, str(path), database, fate, str(version)]
                ended = subprocess.run(program, check=False)
                assert ended.returncode == (0 if fate == "passes" else -signal.SIGKILL), fate
                ((held, _, _), *_) = _rows(database, VERSIONS)
                if fate == "passes":
                    assert held == version
                elif fate != "dies at some point":
                    assert held == version - 1
        finally:
            done.set()
    assert errors == []
    for tables in seen:
        ((low, high, count), *_) = tables
        assert tables == [(low, high, count)] * 3, "publications are mixed"
        assert low == high == count / 1000
    assert {tables[0][0] for tables in seen} >= {1, 2, 4, 7, 8, 11}


def test_two_publications_into_one_database_take_turns(tmp_path: Path, database: str) -> None:
    paths = [_publish(tmp_path / f"{version}.duckdb", version) for version in (1, 2)]
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(partial(_export_to, database), paths)) == [3, 3]
    rows = _rows(database, VERSIONS)
    assert rows in ([(1, 1, 1000)] * 3, [(2, 2, 2000)] * 3)


def _export_to(database: str, path: Path) -> int:
    return export_postgres(path, database)


def _run(published: Path, target: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "karat.exports.postgres"],
        env=os.environ | {"KARAT_PUBLISHED": str(published), "KARAT_POSTGRES": target},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_says_how_many_tables_it_published(published: Path, database: str) -> None:
    ended = _run(published, database)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Published 3 tables to PostgreSQL\n"


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("", "KARAT_POSTGRES is not set"),
        ("postgresql://karat:hush@127.0.0.1:1/shop", "can't be reached"),
        ("postgresql://karat:a@hush@127.0.0.1:1/shop", "no connection string"),
        ("postgresql://karat:hush/1@127.0.0.1:1/shop", "no connection string"),
        ("postgresql://karat:1/hush@127.0.0.1:1/shop", "no connection string"),
        ("postgresql://karat:a?hush@127.0.0.1:1/shop", "can't be reached"),
        ("postgresql://karat:a:hush@127.0.0.1:1/shop", "can't be reached"),
        ("host=127.0.0.1 port=1 password=a hush", "no connection string"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_the_password(
    published: Path, target: str, sentence: str
) -> None:
    ended = _run(published, target)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in ended.stderr
    assert "hush" not in ended.stderr
    assert ended.stderr.count("\n") == 1
