"""A command in a process of its own, and what it cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.1
"""Seconds from one look at a process to the next."""


class CommandFailedError(RuntimeError):
    """A measured command ended with an error; the message holds the end of what it wrote."""


@dataclass(frozen=True)
class Cost:
    """
    What a command took.

    Attributes
    ----------
    seconds
        By the clock.
    cpu_seconds
        Of all its threads, in the system too.
    peak_bytes
        The most memory that the process held at once.
    is_whole
        Whether it ended by itself; otherwise it was stopped at its limit.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    is_whole: bool = True


def measured(
    command: Sequence[str],
    settings: Mapping[str, str],
    folder: Path,
    log: Path,
    limit: float | None = None,
) -> Cost:
    """
    Run a command and measure it.

    Parameters
    ----------
    command
        Program and arguments.
    settings
        Its whole environment.
    folder
        Where it runs.
    log
        File of all that it writes.
    limit
        Seconds by the clock after which it is stopped; none for as long as it takes.

    Returns
    -------
    Cost
        Of the process and those that it waited for.

    Raises
    ------
    CommandFailedError
        If it ends with an error.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(settings), stdout=output, stderr=subprocess.STDOUT
        )
        is_whole, peak_bytes = _watched(process.pid, limit)
        if not is_whole:
            process.kill()
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if is_whole and process.returncode:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise CommandFailedError(f"{' '.join(command[:4])} …: {said[-4000:]}")
    return Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, peak_bytes, is_whole)


def _watched(pid: int, limit: float | None) -> tuple[bool, int]:
    """Wait until a process ends, without taking its end from `wait4`.

    Returns
    -------
    tuple of bool and int
        Whether it ended before the limit, and the most memory that it held. `ru_maxrss` would not
        do: a process begins with what the one that started it held.
    """
    until = time.monotonic() + (limit or float("inf"))
    peak_bytes = 0
    while time.monotonic() < until:
        peak_bytes = max(peak_bytes, most_held(pid))
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None:
            return True, peak_bytes
        time.sleep(LOOK_EVERY)
    return False, peak_bytes


def most_held(pid: int) -> int:
    """Return the most bytes that a process has held so far, as Linux tells; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
