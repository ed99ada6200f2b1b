"""How much a build may take.

`KARAT_THREADS` and `KARAT_MEMORY` bound the whole of it, `KARAT_FAMILY_SECONDS` each family;
`KARAT_DEVICE` says where neural families compute.
"""

from __future__ import annotations

import os
import re

_SIZE = re.compile(r"([0-9]+(?:[.][0-9]+)?) ?[KMGT]i?B", re.IGNORECASE)


_SECONDS = re.compile(r"(?:([a-z][a-z0-9_]*)=)?([0-9]+)")


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


def family_seconds(family: str) -> int | None:
    """
    Return the seconds that a family's fit, or its scores, may take: `KARAT_FAMILY_SECONDS`.

    Parameters
    ----------
    family
        Its name. The setting is a number for all, numbers by name, or both: `1800 xgboost=60`.

    Returns
    -------
    int or None
        None where the setting says nothing of it.

    Raises
    ------
    SettingError
        If a part of the setting is neither a number nor a name with one.
    """
    seconds = {}
    for part in os.environ.get("KARAT_FAMILY_SECONDS", "").split():
        said = _SECONDS.fullmatch(part)
        if said is None:
            raise SettingError(
                f"KARAT_FAMILY_SECONDS says {part!r}, which is no number of seconds. Set it to a "
                "whole number for every family, to numbers by name, or to both: 1800 xgboost=60."
            )
        seconds[said[1]] = int(said[2])
    return seconds.get(family, seconds.get(None))


def device() -> str:
    """
    Return where neural families compute: `KARAT_DEVICE`, else `cpu`, whose results repeat exactly.

    Raises
    ------
    SettingError
        If it is no kind of device, with or without its number.
    """
    text = os.environ.get("KARAT_DEVICE", "").strip() or "cpu"
    if re.fullmatch(r"cpu|mps|(cuda|xpu)(:[0-9]+)?", text) is None:
        raise SettingError(
            f"KARAT_DEVICE is {text!r}, which is no device. Set it to cuda (or cuda:1), mps or xpu "
            "where this machine has one, or leave it unset for cpu."
        )
    return text
