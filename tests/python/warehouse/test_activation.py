"""Which version is active: what the published file says, whatever became of the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from karat.activation import note_activation

ROWS = "select version, is_published from registry.version_activations order by activation_number"


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema registry;
            create table registry.version_activations as
            select * from (values (1, 'first', true), (2, 'second', false))
                as activations (activation_number, version, is_published)
            """
        )
        yield connection


def publish(path: Path, version: str, number: int) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema if not exists monitoring;
            create or replace table monitoring.model_registry as
            select '{version}' as version, true as is_active, {number} as last_activation_number
            union all
            select 'second', false, 2
            """
        )


@pytest.mark.parametrize(
    ("version", "number", "is_active"),
    [("second", 2, True), ("first", 1, False), ("second", 4, False), ("other", 2, False)],
)
def test_a_version_is_active_once_readers_see_it(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, version: str, number: int, is_active: bool
) -> None:
    path = tmp_path / "it's published.duckdb"
    publish(path, version, number)
    for _ in range(2):
        note_activation(warehouse.cursor(), path)
        assert warehouse.sql(ROWS).fetchall() == [("first", True), ("second", is_active)]


def test_without_a_publication_nothing_becomes_active(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.duckdb"
    letter.write_text("Dear customer, " * 1000)
    for path in (tmp_path / "none.duckdb", letter):
        note_activation(warehouse.cursor(), path)
        assert warehouse.sql(ROWS).fetchall() == [("first", True), ("second", False)]


def test_versions_of_a_release_before_count_as_published(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("alter table registry.version_activations drop column is_published")
    note_activation(warehouse.cursor(), tmp_path / "none.duckdb")
    assert warehouse.sql(ROWS).fetchall() == [("first", True), ("second", True)]


def test_a_warehouse_without_versions_has_nothing_to_note(tmp_path: Path) -> None:
    publish(tmp_path / "published.duckdb", "second", 2)
    note_activation(duckdb.connect(), tmp_path / "published.duckdb")
