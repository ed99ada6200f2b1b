from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from conftest import Build

from karat.exports.parquet import export_parquet
from karat.exports.published import ExportError
from karat.publication import Table, publish

TABLES = ["customers", "it's sales"]


def _publish(path: Path, version: int = 1) -> Path:
    with duckdb.connect() as warehouse:
        warehouse.execute("create schema marts")
        for table in TABLES:
            warehouse.execute(
                f'create table marts."{table}" as select {version} as version, range as id, '
                "1.5::decimal(9, 2) as price, timestamp '2025-03-31 12:00' as sold_at, "
                f"'Кольцо ' || range as item from range({1000 * version})"
            )
        publish(warehouse, [Table("memory", "marts", table) for table in TABLES], path)
    return path


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return _publish(tmp_path / "published.duckdb")


def _versions(link: Path) -> set[tuple[int, int]]:
    """Read the version and the count of rows of each table."""
    files = sorted(link.resolve().rglob("*.parquet"))
    with duckdb.connect() as reader:
        read = [
            reader.read_parquet(str(file)).aggregate("any_value(version), count(*)").fetchall()
            for file in files
        ]
    assert len(read) == len(TABLES)
    return {(version, count) for ((version, count),) in read}


@pytest.mark.build
def test_every_published_table_is_a_file_with_the_same_rows(small: Build, tmp_path: Path) -> None:
    link = tmp_path / "new folder" / "parquet"
    count = export_parquet(small.published, link)
    with small.connect_published() as reader:
        tables = reader.sql(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        assert len(tables) == count > 15
        files = sorted(link.rglob("*.parquet"))
        assert [(file.parent.name, file.stem) for file in files] == tables
        for (schema, table), file in zip(tables, files, strict=True):
            columns = [
                reader.sql(f"describe {source}").fetchall()
                for source in (f"{schema}.{table}", f"'{file}'")
            ]
            assert columns[0] == columns[1], table
            assert (
                reader.sql(
                    f"(from {schema}.{table} except all from '{file}') union all "
                    f"(from '{file}' except all from {schema}.{table})"
                ).fetchall()
                == []
            ), table
        ((codecs,),) = reader.sql(
            f"select list(distinct compression) from parquet_metadata('{link}/*/*.parquet')"
        ).fetchall()
        assert codecs == ["ZSTD"]


def test_the_same_publication_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    exported = []
    for name in ("one", "other"):
        export_parquet(published, tmp_path / name)
        exported.append(
            {file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.parquet")}
        )
    assert exported[0] == exported[1]
    assert set(exported[0]) == {f"{table}.parquet" for table in TABLES}


def test_the_link_moves_and_the_folder_before_stays_for_who_reads_it(tmp_path: Path) -> None:
    link = tmp_path / "parquet"
    folders = []
    for version in (1, 2, 3):
        export_parquet(_publish(tmp_path / "published.duckdb", version), link)
        folders.append(link.resolve())
        assert _versions(link) == {(version, 1000 * version)}
    assert sorted((tmp_path / ".parquet").iterdir()) == folders[1:]


def test_it_may_be_mounted_elsewhere(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    export_parquet(published, folder / "parquet")
    moved = folder.rename(tmp_path / "mounted")
    assert _versions(moved / "parquet") == {(1, 1000)}


def test_a_reader_sees_one_whole_publication_at_any_time(tmp_path: Path) -> None:
    link, path = tmp_path / "parquet", tmp_path / "published.duckdb"
    export_parquet(_publish(path), link)
    done = threading.Event()
    seen: list[set[tuple[int, int]]] = []
    errors: list[Exception] = []

    def poll() -> None:
        while not done.is_set():
            try:
                seen.append(_versions(link))
            except Exception as error:
                errors.append(error)

    polling = threading.Thread(target=poll)
    polling.start()
    try:
        for version in range(2, 12):
            export_parquet(_publish(path, version), link)
            already = len(seen)
            while len(seen) < already + 2 and not errors:  # nobody reads what went out before
                time.sleep(0.01)
    finally:
        done.set()
        polling.join()
    assert errors == []
    assert {version for tables in seen for version, _ in tables} >= {1, 10}
    assert all(
        len(tables) == 1 and count == 1000 * version for tables in seen for version, count in tables
    )


EXPORT_AND_DIE = """
import os, signal, sys
from pathlib import Path

from karat.exports import parquet

write = parquet._write


def write_or_die(connection, table, folder):
    write(connection, table, folder)
    if table.name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)


parquet._write = write_or_die
parquet.export_parquet(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("table", TABLES)
def test_a_killed_export_leaves_the_last_one(tmp_path: Path, table: str) -> None:
    link, path = tmp_path / "parquet", tmp_path / "published.duckdb"
    export_parquet(_publish(path), link)
    _publish(path, 2)
    command = [sys.executable, "-c", EXPORT_AND_DIE, str(path), str(link), table]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert _versions(link) == {(1, 1000)}
    export_parquet(path, link)
    assert _versions(link) == {(2, 2000)}
    assert len(list((tmp_path / ".parquet").iterdir())) == 2


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_stands_in_the_way_is_left_alone(published: Path, tmp_path: Path, kind: str) -> None:
    link, own = tmp_path / "parquet", tmp_path / "own"
    own.mkdir()
    if kind == "folder":
        link.mkdir()
    else:
        link.symlink_to(own)
    with pytest.raises(ExportError, match="is no earlier export"):
        export_parquet(published, link)
    assert link.is_dir()


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "karat.exports.parquet"],
        env=os.environ
        | {
            "KARAT_PUBLISHED": str(folder / "published.duckdb"),
            "KARAT_PARQUET": str(folder / "parquet"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_says_what_it_wrote(published: Path) -> None:
    ended = _run(published.parent)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"Wrote 2 tables to {published.parent / 'parquet'}\n"


def test_no_published_file_is_one_sentence(tmp_path: Path) -> None:
    ended = _run(tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("There is no published file")
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "published.duckdb").write_text("Item,Date,Price\n" * 1000)
    ended = _run(tmp_path)
    assert ended.returncode == 1
    assert "can't be opened" in ended.stderr
    assert ended.stderr.count("\n") == 1
