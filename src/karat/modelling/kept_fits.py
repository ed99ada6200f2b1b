"""Takes over what an earlier build fitted, split by split, where it was fitted from the same.

A split whose rows, settings, code and libraries are those of the fit that stands in the warehouse
would be fitted to the same bits again: its rows are taken over instead. Anything else is fitted
anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import karat
from karat.modelling.splits import FAILURE

FITTED_FROM = pa.field("fitted_from", pa.string())
"""The column that every fit has beside its own: digests of what a split was fitted from, and of the
rows that came of it. So rows that somebody changed are fitted anew too."""

LIBRARIES = (
    "autograd",
    "implicit",
    "lifelines",
    "lightgbm",
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "scipy",
)
"""What fits call: another version, or another Python, may fit other numbers."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LearnedFrom:
    """What a fit is made from.

    Attributes
    ----------
    rows
        What is learned from, of all splits.
    settings
        What the fit is given beside the rows, such as the names of the features.
    beside
        The rows of further tables that the fit looks at for a split, by that split's own rows.
    split_column
        The column of `rows` that names the split.
    """

    rows: pa.Table
    settings: Sequence[str] = ()
    beside: Callable[[pa.Table], pa.Table] | None = None
    split_column: str = "split_name"

    def digests(self, table: str) -> dict[str, str]:
        """Return a digest of all that each split is fitted from, in the order of the names."""
        found = {}
        for name in sorted(pc.unique(self.rows[self.split_column]).to_pylist()):
            rows = self.of([name])
            others = [_sorted(self.beside(rows))] if self.beside else []
            said = json.dumps([table, name, list(self.settings), _code()])
            found[name] = _digest(said, _sorted(rows), *others)
        return found

    def of(self, names: Sequence[str]) -> pa.Table:
        """Return the rows of some splits."""
        wanted = pa.array(names, pa.string())
        return self.rows.filter(pc.is_in(self.rows[self.split_column], wanted))


def earlier_fit(session: duckdb.DuckDBPyConnection, this: object) -> pa.Table | None:
    """Read the table that an earlier build has left of a fit.

    Parameters
    ----------
    session
        The warehouse.
    this
        The table's name in SQL, as dbt gives it.

    Returns
    -------
    pyarrow.Table or None
        None where there is no such table.
    """
    try:
        return session.sql(f"from {this}").to_arrow_table()
    except duckdb.CatalogException:
        return None


def keep_or_fit(
    table: str,
    earlier: pa.Table | None,
    learned_from: LearnedFrom,
    fit: Callable[[pa.Table], pa.Table],
) -> pa.Table:
    """Fit the splits that have changed, and take the others over.

    Parameters
    ----------
    table
        The name of the fit's table.
    earlier
        What an earlier build has left of it: `earlier_fit`.
    learned_from
        What the splits are fitted from.
    fit
        Fits some splits' rows, each split by itself and the same in any order of the rows.

    Returns
    -------
    pyarrow.Table
        What `fit` would return of all rows, in the order of the splits' names, with the column
        `FITTED_FROM`: null for a split that failed, which is tried again by every build.
    """
    sources = learned_from.digests(table)
    kept = _kept(earlier, sources)
    if kept:
        _log.info("%s: taken over, as nothing has changed: %s", table, ", ".join(kept))
    changed = [name for name in sources if name not in kept]
    fitted = fit(learned_from.of(changed) if kept else learned_from.rows)
    parts = {name: part.cast(fitted.schema.append(FITTED_FROM)) for name, part in kept.items()}
    for name in pc.unique(fitted["split_name"]).to_pylist():
        part = fitted.filter(pc.equal(fitted["split_name"], name))
        has_failed = pc.any(pc.is_valid(part[FAILURE.name])).as_py()
        fitted_from = None if has_failed else f"{sources[name]}-{_digest('', part)}"
        parts[name] = part.append_column(
            FITTED_FROM, pa.array([fitted_from] * len(part), FITTED_FROM.type)
        )
    empty = fitted.schema.append(FITTED_FROM).empty_table()
    return pa.concat_tables([empty, *(parts[name] for name in sorted(parts))])


def _kept(earlier: pa.Table | None, sources: dict[str, str]) -> dict[str, pa.Table]:
    """Return the rows, by split, that were fitted from these sources and stand as they came out."""
    if earlier is None or FITTED_FROM.name not in earlier.column_names:
        return {}
    kept = {}
    for name, source in sources.items():
        part = earlier.filter(pc.equal(earlier["split_name"], name))
        came_out = part.drop_columns([FITTED_FROM.name])
        wanted = f"{source}-{_digest('', came_out)}"
        if pc.unique(part[FITTED_FROM.name]).to_pylist() == [wanted]:
            kept[name] = part
    return kept


def _sorted(rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in rows.column_names])


class _Hashing(io.RawIOBase):
    """A file that keeps nothing of what is written but its digest."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return len(data)


def _digest(said: str, *tables: pa.Table) -> str:
    """Return 32 characters that change with any value of the tables, or any name or type."""
    file = _Hashing()
    file.write(said.encode())
    for table in tables:
        plain = pa.table(
            [_plain(column) for column in table.columns], names=table.column_names
        ).combine_chunks()
        with pa.ipc.new_stream(file, plain.schema) as stream:
            stream.write_table(plain)
    return file.digest.hexdigest()[:32]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a list's items under one name, whether Arrow or DuckDB has named them."""
    if pa.types.is_list(column.type):
        return column.cast(pa.list_(column.type.value_type))
    return column


@cache
def _code() -> str:
    """Return a digest of the package's own code and of the versions of what it calls."""
    digest = hashlib.sha256()
    package = Path(str(karat.__file__)).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    versions = [f"{name} {version(name)}" for name in LIBRARIES]
    digest.update(" ".join([*versions, platform.python_version()]).encode())
    return digest.hexdigest()
