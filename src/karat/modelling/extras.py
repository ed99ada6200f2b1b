"""Libraries that the default install does without: called for when they are needed, not before."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtraError(Exception):
    """A library of an extra is not installed."""


def library(name: str, extra: str, target: str = "tournament") -> Any:
    """Import a library of an extra.

    Parameters
    ----------
    name
        As it is imported.
    extra
        The extra of the package that holds it.
    target
        What make installs it with.

    Raises
    ------
    MissingExtraError
        With what installs it; `each_split` makes it the reason why the family is set aside.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingExtraError(
            f"{name} is not installed: make {target} installs it, or pip install 'karat[{extra}]'"
        ) from None


def library_version(name: str, extra: str) -> str:
    """Return the version of a library of an extra, or that it is missing: a fit depends on it."""
    try:
        return f"{name} {library(name, extra).__version__}"
    except MissingExtraError:
        return f"{name} is missing"
