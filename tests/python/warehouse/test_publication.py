from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import duckdb
import pytest

from karat.publication import PublicationError, Table, publish

TABLE = Table("warehouse", "marts", "sales")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.sales as select range as id from range(5);
            comment on table marts.sales is 'One row per sale: it''s documented';
            comment on column marts.sales.id is 'The sale';
            create schema private;
            create table private.people as select 'Айгерим' as name;
            """
        )
        yield connection


def test_the_published_file_holds_the_tables_and_nothing_else(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "new folder" / "it's published.duckdb"
    publish(warehouse.cursor(), [TABLE], path)
    with duckdb.connect(str(path), read_only=True) as reader:
        tables = reader.sql(
            "select schema_name, table_name, comment, estimated_size from duckdb_tables()"
        ).fetchall()
        columns = reader.sql("select column_name, comment from duckdb_columns() where not internal")
        assert tables == [("marts", "sales", "One row per sale: it's documented", 5)]
        assert columns.fetchall() == [("id", "The sale")]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_kept_table_stays_as_readers_last_saw_it(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "published.duckdb"
    kept = Table("warehouse", "marts", "sales", is_kept=True)
    missing = Table("warehouse", "private", "people", is_kept=True)
    publish(warehouse.cursor(), [kept], path)
    warehouse.execute("delete from marts.sales")
    publish(warehouse.cursor(), [kept, missing], path)
    with duckdb.connect(str(path), read_only=True) as reader:
        assert reader.sql("select count(*) from marts.sales").fetchall() == [(5,)]
        assert reader.sql("select count(*) from private.people").fetchall() == [(1,)]
        assert reader.sql(
            "select comment from duckdb_tables() where schema_name = 'marts'"
        ).fetchall() == [("One row per sale: it's documented",)]
    publish(warehouse.cursor(), [TABLE], path)
    with duckdb.connect(str(path), read_only=True) as reader:
        assert reader.sql("select count(*) from marts.sales").fetchall() == [(0,)]


def test_it_is_written_in_a_format_that_older_drivers_open(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "published.duckdb"
    publish(warehouse.cursor(), [TABLE], path)
    with duckdb.connect() as reader:
        reader.execute(f"attach '{path}' as published (read_only)")
        ((tags,),) = reader.sql(
            "select tags from duckdb_databases() where database_name = 'published'"
        ).fetchall()
    assert "1.4" in str(tags)


def test_a_failed_publication_leaves_the_last_one(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "published.duckdb"
    publish(warehouse.cursor(), [TABLE], path)
    before = path.read_bytes()
    with pytest.raises(duckdb.CatalogException):
        publish(warehouse.cursor(), [TABLE, Table("warehouse", "marts", "none")], path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".published*"))
    publish(warehouse.cursor(), [TABLE], path)


def test_rows_that_went_missing_stop_a_publication(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    sizes = iter([9, 8, 7])
    warehouse.create_function("draw", lambda: next(sizes), [], "bigint", side_effects=True)
    warehouse.execute("create view marts.shrinking as select unnest(range(draw())) as id")
    with pytest.raises(PublicationError, match=r"shrinking has \d+ rows"):
        publish(
            warehouse.cursor(),
            [Table("warehouse", "marts", "shrinking")],
            tmp_path / "published.duckdb",
        )
    assert not (tmp_path / "published.duckdb").exists()


BUILD_AND_PUBLISH = """
import os, random, signal, sys, threading, time
from pathlib import Path

import duckdb

from karat import publication
from karat.publication import Table, publish

folder, version, fate = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
TABLES = ["sales", "customers", "metrics"]


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


warehouse = duckdb.connect()
warehouse.execute("create schema marts")
for table in TABLES:
    warehouse.execute(
        f"create table marts.{table} as select {version} as version from range({10_000 + version})"
    )
names = [*TABLES, "none"] if fate == "fails" else TABLES
if fate == "dies while it writes":
    copy = publication._copy

    def copy_or_die(cursor, table):
        die() if table.name == "metrics" else copy(cursor, table)

    publication._copy = copy_or_die
if fate == "dies before the swap":
    os.fsync = die
if fate == "dies after the swap":
    replace = Path.replace
    Path.replace = lambda *paths: (replace(*paths), die())
if fate == "dies at some point":
    threading.Timer(random.Random(version).uniform(0, 0.05), die).start()
publish(warehouse, [Table("memory", "marts", name) for name in names], folder / "published.duckdb")
if fate == "dies at some point":
    die()
"""

FATES = {
    3: "dies while it writes",
    5: "fails",
    7: "dies before the swap",
    10: "dies at some point",
    13: "dies after the swap",
    15: "fails",
    17: "dies at some point",
}


def _publish_version(folder: Path, version: int) -> int:
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            BUILD_AND_PUBLISH,
            str(folder),
            str(version),
            FATES.get(version, ""),
        ],
        capture_output=True,
        check=False,
    )
    return ended.returncode


# Two connections of one process share an opened file, so they would see one version.
ONE_READER = threading.Lock()


def _read(path: Path) -> list[list[tuple[int, int, int]]]:
    """Read the lowest and the highest version in each table, and how many rows they have."""
    with ONE_READER, duckdb.connect(str(path), read_only=True) as reader:
        return [
            reader.sql(f"select min(version), max(version), count(*) from marts.{table}").fetchall()
            for table in ("sales", "customers", "metrics")
        ]


def test_a_reader_polls_through_publications_that_pass_fail_and_are_killed(tmp_path: Path) -> None:
    path = tmp_path / "published.duckdb"
    assert _publish_version(tmp_path, 0) == 0
    seen: list[list[list[tuple[int, int, int]]]] = []
    errors: list[Exception] = []
    done = threading.Event()

    def poll() -> None:
        while not done.is_set():
            try:
                seen.append(_read(path))
            except Exception as error:
                errors.append(error)
            time.sleep(0.002)

    polling = threading.Thread(target=poll)
    polling.start()
    try:
        for version in range(1, 21):
            returncode = _publish_version(tmp_path, version)
            fate = FATES.get(version, "passes")
            assert returncode == {"passes": 0, "fails": 1}.get(fate, -signal.SIGKILL), fate
            published = {rows[0][0] for rows in _read(path)}
            if fate in ("passes", "dies after the swap"):
                assert published == {version}
            elif fate != "dies at some point":
                assert published == {version - 1}
    finally:
        done.set()
        polling.join()
    assert errors == []
    assert len(seen) > 40
    for tables in seen:
        ((low, high, count),) = tables[0]
        assert tables == [[(low, high, count)]] * 3, "versions are mixed"
        assert low == high == count - 10_000
    versions = [tables[0][0][0] for tables in seen]
    assert versions == sorted(versions)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_two_warehouses_that_publish_to_one_file_take_turns(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(partial(_publish_version, tmp_path), (1, 2))) == [0, 0]
    tables = _read(tmp_path / "published.duckdb")
    assert tables[0] in ([(1, 1, 10_001)], [(2, 2, 10_002)])
    assert tables == tables[:1] * 3
