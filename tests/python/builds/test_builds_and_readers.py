"""Builds that pass, fail, are killed and find no room, and what readers see meanwhile."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from three_tables import TABLES, Builder, Kill, read_versions

pytestmark = pytest.mark.build

FAILS = {5: {"NUMBER": "range // 2"}, 15: {"NUMBER": "error('no number')"}}
"""A data test that fails, and models that do."""

KILLED = (3, 8, 11, 13, 18)
ROWS = 30_000


class Poller:
    """A reader that opens the published file again and again, while the context lasts."""

    def __init__(self, published: Path) -> None:
        self.seen: list[list[tuple[int, int, int]]] = []
        self.errors: list[Exception] = []
        self._published = published
        self._done = threading.Event()
        self._one_reader = threading.Lock()  # connections of one process share an opened file
        self._thread = threading.Thread(target=self._poll)

    def __enter__(self) -> Poller:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def version(self) -> int:
        with self._one_reader:
            return read_versions(self._published)[0][0]

    def _poll(self) -> None:
        while not self._done.is_set():
            try:
                with self._one_reader:
                    self.seen.append(read_versions(self._published))
            except Exception as error:
                self.errors.append(error)
            time.sleep(0.05)


def test_a_reader_polls_through_builds_that_pass_fail_and_are_killed(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    moments = random.Random(20240101)
    with Builder(tmp_path) as builder:
        first = builder.build(disk, VERSION=0, ROWS=ROWS)
        assert first.returncode == 0, first.output
        # What comes after is said of a build that is over, and as its process ends.
        (working,) = (n for n, line in enumerate(first.lines) if "Finished running" in line)
        last = 0
        with Poller(disk / "published.duckdb") as reader:
            for version in range(1, 21):
                kill = None
                if version in KILLED:
                    line = moments.randint(1, working)
                    kill = Kill(line, moments.uniform(0, 0.1))
                ended = builder.build(
                    disk, kill=kill, VERSION=version, ROWS=ROWS + version, **FAILS.get(version, {})
                )
                expected = -signal.SIGKILL if kill else int(version in FAILS)
                assert ended.returncode == expected, ended.output
                now = reader.version()
                if "Published" in ended.output:
                    assert now == version, "a publication is lost"
                else:
                    assert now == last or (kill and now == version)
                last = now
    assert reader.errors == []
    assert len(reader.seen) > 100
    for tables in reader.seen:
        ((low, high, count), *_) = tables
        assert tables == [(low, high, count)] * 3, "versions are mixed"
        assert low == high == count - ROWS
    versions = [tables[0][0] for tables in reader.seen]
    assert versions == sorted(versions)
    assert not set(FAILS) & set(versions)
    assert last == 20
    assert {path.name for path in disk.iterdir()} == {
        *("karat.duckdb", "karat.duckdb.lock", "published.duckdb")
    }


def test_a_table_that_fails_is_still_the_earlier_one(tmp_path: Path) -> None:
    with Builder(tmp_path) as builder:
        for version, form in enumerate(("view", "table", "table")):
            assert builder.build(tmp_path, FORM=form, VERSION=version).returncode == 0
        failed = builder.build(tmp_path, VERSION=3, NUMBER="if(range > 990, error('no'), range)")
    assert failed.returncode == 1
    with duckdb.connect(str(tmp_path / "karat.duckdb"), read_only=True) as warehouse:
        for table in TABLES:
            # One of them has a contract, whose rows follow its table in a statement of their own.
            assert warehouse.sql(
                f"select distinct table_type, version from information_schema.tables, marts.{table}"
                f" where table_schema = 'marts' and table_name = '{table}'"
            ).fetchall() == [("BASE TABLE", 2)], table


SMALL_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
"""A file system of its own needs namespaces, which not every machine grants."""

Disk = tuple[Builder, Path, Path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """Mount 24 megabytes that the builds alone see; the last path is how the test sees them."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=24m tmpfs '{disk}'"
    can_mount = shutil.which("unshare") and (
        subprocess.run([*SMALL_DISK, mount], capture_output=True, check=False).returncode == 0
    )
    if not can_mount:
        pytest.skip("no file system can be mounted here, so the disk can't be made small")
    with Builder(tmp_path, [*SMALL_DISK, f'{mount} && exec "$0" "$@"']) as builder:
        yield builder, disk, Path(f"{builder.root}{disk}")


FULL = {"VERSION": 2, "ROWS": 400_000}
"""A build that takes more room than there is, with files of about 20 megabytes."""

OF_THE_WAREHOUSE = "is full. Make room there, or set KARAT_WAREHOUSE to a file on a larger disk"
OF_THE_PUBLICATION = "so readers keep the last publication, and nothing of the next one is left"

WHERE_THE_ROOM_ENDS = pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param("table", OF_THE_WAREHOUSE, id="warehouse"),
        pytest.param("view", OF_THE_PUBLICATION, id="publication"),
    ],
)
"""Tables fill the warehouse. Views take no room there: the first to need it is the next file."""


def check_that_nothing_is_left(disk: Path, published: bytes) -> None:
    assert (disk / "published.duckdb").read_bytes() == published
    left = {path.name for path in disk.iterdir()} - {"karat.duckdb.wal"}
    assert left == {"karat.duckdb", "karat.duckdb.lock", "published.duckdb"}


def read_copy(published: Path, folder: Path) -> list[tuple[int, int, int]]:
    """Read a file that this process can't open by the path that the builds have for it."""
    return read_versions(Path(shutil.copy(published, folder / "copy.duckdb")))


@WHERE_THE_ROOM_ENDS
def test_a_full_disk_leaves_the_publication_and_nothing_else(
    small_disk: Disk, form: str, sentence: str, tmp_path: Path
) -> None:
    builder, disk, seen = small_disk
    assert builder.build(disk, FORM=form, VERSION=1).returncode == 0
    published = (seen / "published.duckdb").read_bytes()
    filler = seen / "filler"
    filler.write_bytes(bytes(16_000_000))
    full = builder.build(disk, FORM=form, **FULL)
    assert full.returncode == 1
    assert "No space left on device" in full.output
    assert sentence in full.output
    filler.unlink()
    check_that_nothing_is_left(seen, published)
    assert read_copy(seen / "published.duckdb", tmp_path) == [(1, 1, 1000)] * 3
    assert builder.build(disk, FORM=form, VERSION=3).returncode == 0
    assert read_copy(seen / "published.duckdb", tmp_path) == [(3, 3, 1000)] * 3


@WHERE_THE_ROOM_ENDS
def test_a_file_that_may_not_grow_leaves_the_publication_and_nothing_else(
    tmp_path: Path, form: str, sentence: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with Builder(tmp_path) as builder:
        assert builder.build(disk, FORM=form, VERSION=1).returncode == 0
        published = (disk / "published.duckdb").read_bytes()
        full = builder.build(disk, FORM=form, LARGEST_FILE=6_000_000, **FULL)
        assert full.returncode == 1
        assert "File too large" in full.output
        assert sentence in full.output
        check_that_nothing_is_left(disk, published)
        assert read_versions(disk / "published.duckdb") == [(1, 1, 1000)] * 3
        assert builder.build(disk, FORM=form, **FULL).returncode == 0
        assert read_versions(disk / "published.duckdb") == [(2, 2, 400_000)] * 3
