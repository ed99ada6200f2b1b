"""Data tests of the project's own find what they are there to find, and nothing else."""

from __future__ import annotations

import re

import duckdb
import jinja2
from conftest import PROJECT


def found(name: str, **arguments: object) -> list[tuple[object, ...]]:
    """Run a generic test on what stands in for its model, and return the rows that fail it."""
    text = (PROJECT / "tests" / "generic" / f"{name}.sql").read_text(encoding="utf-8")
    as_macro = re.sub(r"{% (end)?test\b", r"{% \1macro", text)
    module = jinja2.Environment().from_string(as_macro).module
    return duckdb.sql(str(getattr(module, name)(**arguments))).fetchall()


ROWS = "(values (1, 'a', null), (2, null, 'x'), (null, null, 'y'), (3, 'b', 'z')) as rows (a, b, c)"


def test_no_nulls_finds_each_row_that_lacks_one_of_its_columns() -> None:
    assert found("no_nulls", model=ROWS, columns=["a", "b"]) == [(2, None), (None, None)]


def test_no_nulls_looks_at_no_other_column() -> None:
    assert found("no_nulls", model=ROWS, columns=["c"]) == [(None,)]
    assert found("no_nulls", model=f"(from {ROWS} where a = 2)", columns=["a", "c"]) == []


def test_unique_combination_finds_a_null_in_its_columns() -> None:
    """So `not_null` need not be asked of them again."""
    lacking = found("unique_combination", model=ROWS, columns=["a", "c"])
    assert set(lacking) == {(1, None, 1), (None, "y", 1)}
    twice = "(values (1, 2), (1, 2), (1, 3)) as rows (a, b)"
    assert found("unique_combination", model=twice, columns=["a", "b"]) == [(1, 2, 2)]
