"""Locks that die with their process, so that a killed build never blocks the next one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import duckdb

_held: dict[Path, int] = {}
_guard = Lock()


class WarehouseError(RuntimeError):
    """The warehouse can't be written now; the message says why and what to do."""


def hold_warehouse(path: Path) -> None:
    """Reserve a warehouse for this process until it ends.

    DuckDB's own lock does not suffice: dbt closes the file between two phases of a run, and another
    build would slip in there. The lock is on a file beside the warehouse, because closing any
    handle of the warehouse itself would release DuckDB's lock on it.

    Parameters
    ----------
    path
        The warehouse. Its folder is made when it is missing.

    Raises
    ------
    WarehouseError
        If another build, or any other program, has it open, or its folder can't be written to.
    """
    place = path.resolve()
    with _guard:
        if place in _held:
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(place.with_name(f"{place.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise WarehouseError(
                f"Nothing can be written beside the warehouse {path} ({error.strerror}). Give the "
                "user that runs the build the right to, or set KARAT_WAREHOUSE to another file."
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise WarehouseError(
                f"Another build is running on the warehouse {path}. Wait until it has ended and "
                "build again, or set KARAT_WAREHOUSE to another file."
            ) from None
        try:
            _check_nobody_reads(path)
        except WarehouseError:
            os.close(handle)
            raise
        _remove_spills(place)
        _held[place] = handle


@contextmanager
def warehouse_at_rest(path: Path) -> Iterator[None]:
    """Keep builds off a warehouse while it is copied.

    Raises
    ------
    WarehouseError
        If a build is running on it.
    OSError
        If its folder can't be written to.
    """
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseError(
                f"A build is running on the warehouse {path}. Wait until it has ended."
            ) from None
        yield
    finally:
        os.close(handle)


def _check_nobody_reads(path: Path) -> None:
    """Open the warehouse once, because DuckDB's own message names a process and no remedy."""
    if not path.exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise  # damaged, or not a warehouse: DuckDB says which
        raise WarehouseError(
            f"Another program has the warehouse {path} open. Close it there and build again; "
            "readers open the published file, KARAT_PUBLISHED, which a build never waits for."
        ) from None


def _remove_spills(warehouse: Path) -> None:
    """Free the disk of what a killed build swapped out: DuckDB does so only when it next swaps."""
    for spill in warehouse.with_name(f"{warehouse.name}.tmp").glob("duckdb_temp_*"):
        spill.unlink(missing_ok=True)


@contextmanager
def folder_to_oneself(folder: Path) -> Iterator[int]:
    """Wait for a folder, so that two publications into it come one after the other.

    The lock is on the folder itself: nothing is left behind in it. Yields its file descriptor.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
