"""Two builds at once, a reader in the warehouse, and what a killed process leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from karat.locking import WarehouseError, folder_to_oneself, hold_warehouse

BUILDS = """
from karat.locking import hold_warehouse
hold_warehouse(Path(sys.argv[1]))
"""
READS = "import duckdb; connection = duckdb.connect(sys.argv[1], read_only=True)"
SPILLS = """
import duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set threads = 1; set memory_limit = '100MB'; set enable_progress_bar = false")
rows = connection.execute("select md5(range::varchar) as text from range(5_000_000) order by 1")
rows.fetchone()
"""
PUBLISHES = """
from karat.locking import folder_to_oneself
lock = folder_to_oneself(Path(sys.argv[1]).parent)
lock.__enter__()
"""

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "karat.duckdb"
    duckdb.connect(str(path)).close()
    return path


@pytest.fixture
def start(warehouse: Path) -> Iterator[Start]:
    """Start a process that does something with the warehouse and stays."""
    running: list[subprocess.Popen[str]] = []

    def start_one(does: str) -> subprocess.Popen[str]:
        code = f"import sys, time\nfrom pathlib import Path\n{does}\n"
        code += "print('ready', flush=True)\ntime.sleep(60)\n"
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(warehouse)], stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    yield start_one
    for process in running:
        process.kill()
        process.wait()


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_second_build_says_so_and_a_killed_one_blocks_nobody(
    warehouse: Path, start: Start
) -> None:
    first = start(BUILDS)
    with pytest.raises(WarehouseError, match=r"Another build is running on the warehouse .*"):
        hold_warehouse(warehouse)
    kill(first)
    assert (warehouse.parent / "karat.duckdb.lock").exists()
    hold_warehouse(warehouse)
    hold_warehouse(warehouse)  # dbt opens the warehouse several times within one run


def test_a_reader_in_the_warehouse_is_told_from_a_build(warehouse: Path, start: Start) -> None:
    reader = start(READS)
    with pytest.raises(WarehouseError, match="Another program has the warehouse"):
        hold_warehouse(warehouse)
    kill(reader)
    hold_warehouse(warehouse)


def test_what_a_killed_build_swapped_out_takes_no_room_any_more(
    warehouse: Path, start: Start
) -> None:
    kill(start(SPILLS))
    spilled = warehouse.with_name("karat.duckdb.tmp")
    assert sum(file.stat().st_size for file in spilled.iterdir()) > 10_000_000
    hold_warehouse(warehouse)
    assert list(spilled.iterdir()) == []


def test_a_file_that_is_no_warehouse_is_not_called_busy(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear customer, " * 1000)
    with pytest.raises(duckdb.IOException, match="not a valid DuckDB"):
        hold_warehouse(path)


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match=r"file/karat\.duckdb \(.*set KARAT_WAREHOUSE"):
        hold_warehouse(tmp_path / "file" / "karat.duckdb")


def test_dbt_is_told_in_one_sentence(warehouse: Path, start: Start) -> None:
    start(BUILDS)
    plugin = BasePlugin.create("karat.plugin", alias="karat")
    with pytest.raises(DbtRuntimeError, match="Wait until it has ended") as caught:
        plugin.update_connection_config(DuckDBCredentials(path=str(warehouse)), {})
    assert caught.value.__suppress_context__


def test_a_folder_is_waited_for_and_a_killed_publication_blocks_nobody(
    warehouse: Path, start: Start
) -> None:
    first = start(PUBLISHES)
    waits = f"import sys\nfrom pathlib import Path\n{PUBLISHES}"
    second = subprocess.Popen([sys.executable, "-c", waits, str(warehouse)])
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(timeout=1)
    kill(first)
    assert second.wait(timeout=20) == 0
    with folder_to_oneself(warehouse.parent):
        assert sorted(path.name for path in warehouse.parent.iterdir()) == ["karat.duckdb"]
