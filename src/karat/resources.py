"""How many cores and how much memory a build takes: `KARAT_THREADS` and `KARAT_MEMORY`."""

from __future__ import annotations

import os
import re

_SIZE = re.compile(r"([0-9]+(?:[.][0-9]+)?) ?[KMGT]i?B", re.IGNORECASE)


class SettingError(Exception):
    """A setting that can't work; the message says which and what it has to be."""


def threads() -> int:
    """
    Return the threads that DuckDB and the fits may use: `KARAT_THREADS`, else the machine's cores.

    Raises
    ------
    SettingError
        If it is no whole number of 1 or more.
    """
    text = os.environ.get("KARAT_THREADS", "").strip()
    if not text:
        return cores()
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(
            f"KARAT_THREADS is {text!r}, which is no number of threads. Set it to a whole number "
            f"of 1 or more, or leave it unset for all {cores()} cores of this machine."
        )
    return int(text)


def cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_limit() -> str | None:
    """
    Return the memory that DuckDB may hold: `KARAT_MEMORY`; none for DuckDB's own choice.

    Raises
    ------
    SettingError
        If it is no size.
    """
    text = os.environ.get("KARAT_MEMORY", "").strip()
    if not text:
        return None
    size = _SIZE.fullmatch(text)
    if size is None or float(size[1]) == 0:
        raise SettingError(
            f"KARAT_MEMORY is {text!r}, which is no size. Set it to a number with its unit, such "
            "as 4GB, or leave it unset for four fifths of this machine's memory."
        )
    return text
