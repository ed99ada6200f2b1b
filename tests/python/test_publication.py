from __future__ import annotations

from collections.abc import Iterator
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
