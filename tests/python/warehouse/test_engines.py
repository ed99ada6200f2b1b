"""How tables of two engines are compared."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.engines import compare

ROWS = "(1, 'a', 0.5e0), (1, 'a', 0.7e0), (2, null, null)"


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ("(2, null, null), (1, 'a', 0.7000001e0), (1, 'a', 0.5e0)", ""),
        ("(2, null, null), (1, 'a', 0.70001e0), (1, 'a', 0.5e0)", "values of amount (1)"),
        ("(2, null, 0), (1, 'a', 0.7e0), (1, 'a', 0.5e0)", "values of amount (1)"),
        ("(2, 'b', null), (1, 'a', 0.7e0), (1, 'a', 0.5e0)", "values of place (1)"),
        ("(1, 'a', 0.7e0), (1, 'a', 0.5e0)", "2 rows"),
    ],
)
def test_rows_are_compared_in_any_order(tmp_path: Path, other: str, difference: str) -> None:
    file = tmp_path / "other.parquet"
    with duckdb.connect() as warehouse:
        columns = "as rows_ (id, place, amount)"
        warehouse.execute(f"create table ours as from (values {ROWS}) {columns}")
        warehouse.execute(f"copy (from (values {other}) {columns}) to '{file}'")

        assert compare(warehouse, "ours", str(file)).difference == difference


def test_a_missing_column_is_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "other.parquet"
    with duckdb.connect() as warehouse:
        warehouse.execute("create table ours as select 1 as id, 2 as amount")
        warehouse.execute(f"copy (select 1 as id) to '{file}'")

        assert compare(warehouse, "ours", str(file)).difference == "columns ['amount']"
