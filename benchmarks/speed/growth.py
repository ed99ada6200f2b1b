"""How something grows with the rows, and where a build's time goes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import PurePosixPath

from benchmarks.speed.measurements import Measurement, Node
from karat.terminal.plan import PYTHON_FOLDERS

STEADY_ROWS = 400_000
"""Below, much of a build is what any build costs: growth is taken from here on where it can be."""

TESTS = "data tests"


def exponent(first: tuple[float, float], last: tuple[float, float]) -> float | None:
    """
    Return the power of the rows that something grows with.

    Parameters
    ----------
    first, last
        Rows and what they took, at two sizes.

    Returns
    -------
    float or None
        1 where ten times the rows take ten times as much; None where nothing was taken.

    Examples
    --------
    >>> exponent((10, 3.0), (1000, 300.0))
    1.0
    >>> round(exponent((10, 1.0), (20, 4.0)), 6)
    2.0
    """
    if min(*first, *last) <= 0 or first[0] == last[0]:
        return None
    return math.log(last[1] / first[1]) / math.log(last[0] / first[0])


def ends(measurements: Sequence[Measurement]) -> tuple[Measurement, Measurement]:
    """Return the two sizes of a shape that growth is taken between; one twice if it is alone."""
    by_rows = sorted(measurements, key=lambda measurement: measurement.rows)
    steady = [found for found in by_rows if found.rows >= 0.95 * STEADY_ROWS]
    return (steady if len(steady) > 1 else by_rows)[0], by_rows[-1]


def layer(node: Node) -> str:
    """Return the layer that a node belongs to, as the folders of the project are named."""
    if node.kind == "test":
        return TESTS
    if node.kind == "seed":
        return "seeds"
    folder = PurePosixPath(node.path).parts[0]
    return PYTHON_FOLDERS.get(folder, folder)


def is_python(node: Node) -> bool:
    """Whether a node is a Python model."""
    return node.kind == "model" and node.path.endswith(".py")


def is_sql(node: Node) -> bool:
    """Whether a node is a SQL model."""
    return node.kind == "model" and node.path.endswith(".sql")
