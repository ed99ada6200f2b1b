"""Keeps the newest publication at hand, without a restart and without a failed request."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from karat.api.snapshot import SnapshotError
from karat.api.store import Store

RETRY_SECONDS = 5.0
"""After a publication that could not be read: a disk may have been full."""

UNFORESEEN = "The published file could not be taken up; the service's own log says why."

_log = logging.getLogger(__name__)

_Signature = tuple[int, int, int, int]


class NotReadyError(RuntimeError):
    """There is nothing to serve yet; the message says why."""


class Keeper:
    """Watches the published file and takes up what is new.

    Attributes
    ----------
    taken_up, failures
        How many publications were taken up, and how many could not be.
    """

    def __init__(self, published: Path, poll_seconds: float) -> None:
        self._published = published
        self._poll_seconds = poll_seconds
        self._store: Store | None = None
        self._trouble = f"The published file {published.name} is being read."
        self.taken_up = 0
        self.failures = 0

    @property
    def is_ready(self) -> bool:
        """Whether there is something to serve."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The publication to answer from. A request takes it once, so that it sees one version.

        Raises
        ------
        NotReadyError
            If none has been taken up yet.
        """
        if self._store is None:
            raise NotReadyError(self._trouble)
        return self._store

    async def watch(self) -> None:
        """Look for a new publication, until cancelled."""
        seen: _Signature | None = None
        while True:
            found = _signature(self._published)
            pause = self._poll_seconds
            if found is None:
                self._trouble = (
                    f"There is no published file {self._published.name} yet. Run dbt build; what "
                    "it publishes is taken up by itself."
                )
            elif found != seen:
                # What is newer than `found` has another signature, so it is taken up next.
                seen = found if await self._take_up() else None
                pause = self._poll_seconds if seen else max(RETRY_SECONDS, pause)
            await asyncio.sleep(pause)

    async def _take_up(self) -> bool:
        """Serve the published file; when it can't be read, go on with what is served now."""
        try:
            with tempfile.TemporaryDirectory(prefix="karat-api-") as folder:
                snapshot = Path(folder) / "snapshot.sqlite"
                await _copy(self._published, snapshot)
                # In a thread, since opening reads from the disk, and closing frees the file before.
                await asyncio.to_thread(self._open, snapshot)
        except Exception as error:  # whatever it was, the next publication may be better
            foreseen = isinstance(error, SnapshotError)
            self.failures += 1
            self._trouble = str(error) if foreseen else UNFORESEEN
            _log.error("not taken up: %s", error, exc_info=not foreseen)
            return False
        self.taken_up += 1
        _log.info("taken up: version %s as of %s", self.store.version, self.store.as_of_date)
        return True

    def _open(self, snapshot: Path) -> None:
        self._store = Store(snapshot)


async def _copy(published: Path, snapshot: Path) -> None:
    """Copy a publication in a process of its own.

    Raises
    ------
    SnapshotError
        With what that process said when it failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "karat.api.snapshot", str(published), str(snapshot)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines()
        ended = f"Reading {published.name} ended with {process.returncode}."
        raise SnapshotError(lines[-1] if lines else ended)


def _signature(path: Path) -> _Signature | None:
    """Tell a file from the one that replaces it."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size
