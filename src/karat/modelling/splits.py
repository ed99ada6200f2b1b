"""One split after another, where one that fails is a row that says why, and stops no other.

What a library raises is a family's own fault: it is set aside for that split, by its name and with
the reason, and the next best serves. A fit that did not converge is a failure too.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.budget import Budget
from karat.modelling.threads import use_one_thread

FAILURE = pa.field("failure", pa.string())
"""The last column of a fit and of scores: null, or why the split has no result."""

LONGEST_FAILURE = 300
"""Characters of a library's message that are kept: they are for people."""

Data = TypeVar("Data")

_log = logging.getLogger(__name__)


class NotConvergedError(Exception):
    """A fit ended without having found what it looked for."""


def each_split(
    table: str,
    splits: Iterable[tuple[object, Data]],
    work: Callable[[str, Data], pa.Table],
    schema: pa.Schema,
    threads: int = 1,
) -> pa.Table:
    """Do a family's work split by split.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    splits
        Each split's name and what its work takes, in the order of the result.
    work
        Makes the rows of one split: the schema's columns in their order, `FAILURE` aside.
    schema
        The columns of the result: `split_name` first, `FAILURE` last.
    threads
        Splits that are worked on side by side; the result is the same for any number.

    Returns
    -------
    pyarrow.Table
        Of the schema. A split whose work raises has one row: its name and the failure, all else
        null. No splits give no rows.
    """
    budget = Budget(table)

    def guarded(split: tuple[object, Data]) -> pa.Table:
        name = str(split[0])
        use_one_thread()
        try:
            budget.check()
            part = work(name, split[1])
            budget.check()
            nothing = pa.nulls(len(part), FAILURE.type)
            return part.select(schema.names[:-1]).append_column(FAILURE, nothing).cast(schema)
        except Exception as error:
            failure = _in_words(error)
            _log.warning("%s, split %s failed and is set aside: %s", table, name, failure)
            return pa.Table.from_pylist([{"split_name": name, "failure": failure}], schema=schema)

    if threads == 1:
        parts = [guarded(split) for split in splits]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(guarded, splits))
    return pa.concat_tables([schema.empty_table(), *parts])


def by_split(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield each split's name and rows, in the order of the names."""
    for name in sorted(pc.unique(rows["split_name"]).to_pylist()):
        yield name, rows.filter(pc.equal(rows["split_name"], name))


def read_by_split(
    rows: duckdb.DuckDBPyRelation, splits: duckdb.DuckDBPyRelation
) -> Iterator[tuple[str, pa.Table]]:
    """Read each split's rows when their turn comes: only one split's are in memory at a time.

    Parameters
    ----------
    rows
        What is read, `split_name` among its columns; a split without rows is left out.
    splits
        Rows that name the splits in `split_name`.
    """
    for (name,) in splits.project("split_name").distinct().order("split_name").fetchall():
        found = rows.filter(f"split_name = '{name}'").to_arrow_table()
        if len(found):
            yield name, found


def without_failures(results: pa.Table) -> pa.Table:
    """Return the rows that are results."""
    return results.filter(pc.is_null(results[FAILURE.name]))


def raising_unconverged(kind: type[Warning], fit: Callable[[], object]) -> None:
    """Call a library's fit, and raise where it warns that it did not converge.

    Parameters
    ----------
    kind
        The library's own kind of warning.
    fit
        What is called, with the warnings of this thread's fit alone looked at.

    Raises
    ------
    NotConvergedError
        With the first line of the library's warning.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit()
    said = [str(warning.message) for warning in caught if issubclass(warning.category, kind)]
    if said:
        raise NotConvergedError(said[0].strip().splitlines()[0])


def _in_words(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    name = type(error).__name__.removesuffix("Error")
    return f"{name}: {lines[0]}"[:LONGEST_FAILURE] if lines else name
