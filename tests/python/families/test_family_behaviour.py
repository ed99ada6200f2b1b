"""What every fit has to do, whatever its family."""

from __future__ import annotations

import ast

import numpy as np
import pyarrow as pa
import pytest
from conftest import PROJECT
from fits import FITS, Fit, each

every_fit = pytest.mark.parametrize("fit", each(FITS))


def test_every_fit_in_python_is_tried() -> None:
    files = (PROJECT / "python_models").rglob("*.py")
    fitting = {
        path.stem
        for path in files
        for name in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(name, ast.Name) and name.id.startswith("fit_")
    }
    assert fitting == FITS.keys()


@every_fit
def test_no_rows_are_an_empty_table_of_the_same_columns(fit: Fit) -> None:
    empty = fit.fit(fit.rows().slice(0, 0))
    assert len(empty) == 0
    assert empty.schema.equals(fit().schema)


@every_fit
def test_a_fit_is_the_same_at_every_fit_and_in_any_order_of_rows(fit: Fit) -> None:
    rows = fit.rows()
    first = fit.fit(rows)
    assert len(first)
    shuffled = rows.take(np.random.default_rng(3).permutation(len(rows)))
    assert fit.fit(rows).equals(first)
    assert fit.fit(shuffled).equals(first)


@every_fit
def test_a_fit_does_not_change_its_rows(fit: Fit) -> None:
    rows = fit.rows()
    fit.fit(rows)
    assert rows.equals(fit.rows())


@every_fit
def test_one_customer_is_fitted_or_fails_with_a_reason(fit: Fit) -> None:
    one = fit.fit(fit.rows().slice(0, 1))
    assert one.schema.equals(fit().schema)
    assert set(one["split_name"].to_pylist()) <= {"test"}
    for row in one.to_pylist():
        filled = [name for name, value in row.items() if value is not None]
        assert filled == ["split_name", "failure"] or "failure" not in filled


@every_fit
def test_splits_are_fitted_each_by_itself(fit: Fit) -> None:
    rows = fit.rows()
    other = rows
    for name in {"split_name", "role"} & set(rows.column_names):
        renamed = pa.array(["validation"] * len(rows))
        other = other.set_column(other.column_names.index(name), name, renamed)
    both = fit.fit(pa.concat_tables([other, rows])).to_pylist()
    assert [row for row in both if row["split_name"] == "test"] == fit().to_pylist()
