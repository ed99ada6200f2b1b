"""A PostgreSQL server of the tests' own, thrown away after them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SETTINGS = "-c listen_addresses='' -c fsync=off -c autovacuum=off"


@contextmanager
def server() -> Iterator[str]:
    """Run a server, reached over a socket in its folder alone, and yield how to connect to it."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="karat-postgres-"))
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "--pgdata", folder / "data", *arguments],
            user=user if os.geteuid() == 0 else None,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "--username=karat", "--auth=trust", "--encoding=UTF8", "--locale=C")
        options = f"{SETTINGS} -c unix_socket_directories={folder}"
        run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", options)
        try:
            yield f"host={folder} user=karat dbname=postgres"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Find the newest server, or skip the test, saying so."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parents[1].name),
    )
    on_path = shutil.which("initdb")
    found = Path(on_path).resolve() if on_path else installed[-1] if installed else None
    if found is None:
        pytest.skip("no PostgreSQL server is on this machine")
    return found.parent
