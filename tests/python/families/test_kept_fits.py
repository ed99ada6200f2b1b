"""What an earlier build fitted is taken over where it was fitted from the same, else not."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import MODELS_ONLY, PROJECT, Build, run_dbt
from fits import FITS, Fit, each, landmarks, shop_days, table

from karat.modelling import kept_fits
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.hazard_fit import seen_days

FITTED = pa.schema(
    [("split_name", pa.string()), ("total", pa.list_(pa.float64())), ("failure", pa.string())]
)
SPLITS = ("test", "today", "validation")


class Totals:
    """A fit that is easily checked, and that counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, rows: pa.Table) -> pa.Table:
        names = sorted(pc.unique(rows["split_name"]).to_pylist())
        self.asked += names
        records = []
        for name in names:
            total = pc.sum(rows.filter(pc.equal(rows["split_name"], name))["value"]).as_py()
            failure = "Value: too much" if total > 1000 else None
            records.append(
                {"split_name": name, "total": None if failure else [total], "failure": failure}
            )
        return pa.Table.from_pylist(records, schema=FITTED)


def rows_of(**values: list[float | None]) -> pa.Table:
    names = [name for name, numbers in values.items() for _ in numbers]
    numbers = [number for of_split in values.values() for number in of_split]
    return pa.table({"split_name": names, "value": pa.array(numbers, pa.float64())})


ROWS = {"test": [1.0, 2.5], "today": [3.0, None], "validation": [5.0]}


def refitted(earlier: pa.Table, rows: pa.Table, **given: object) -> list[str]:
    """Fit anew over an earlier fit; the result is that of a fit without it."""
    fit = Totals()
    learned_from = LearnedFrom(rows, **given)
    found = keep_or_fit("totals", earlier, learned_from, fit)
    assert found.equals(keep_or_fit("totals", None, learned_from, Totals()))
    return fit.asked


@pytest.fixture
def earlier() -> pa.Table:
    return keep_or_fit("totals", None, LearnedFrom(rows_of(**ROWS)), Totals())


def test_what_has_not_changed_is_not_fitted_again(earlier: pa.Table) -> None:
    assert refitted(earlier, rows_of(**ROWS)) == []
    shuffled = rows_of(**ROWS).take(np.random.default_rng(1).permutation(5))
    assert refitted(earlier, shuffled) == []


@pytest.mark.parametrize("value", [5.000000000000001, None])
def test_one_changed_row_has_its_window_fitted_again(
    earlier: pa.Table, value: float | None
) -> None:
    changed = rows_of(**{**ROWS, "validation": [value, 0.0]})
    assert refitted(earlier, changed) == ["validation"]
    assert refitted(earlier, rows_of(**{**ROWS, "test": [1.0]})) == ["test"]


def test_a_new_window_is_fitted_and_one_that_is_gone_goes(earlier: pa.Table) -> None:
    assert refitted(earlier, rows_of(fold_1=[1.0], today=[3.0, None])) == ["fold_1"]


def test_settings_and_columns_are_part_of_what_a_fit_was_made_from(earlier: pa.Table) -> None:
    assert refitted(earlier, rows_of(**ROWS), settings=["value"]) == list(SPLITS)
    wider = rows_of(**ROWS).append_column("other", pa.array([0] * 5))
    assert refitted(earlier, wider) == list(SPLITS)


def test_what_a_fit_looks_at_beside_its_rows_counts_by_split() -> None:
    def until(day: int) -> Callable[[pa.Table], pa.Table]:
        return lambda rows: pa.table({"day": range(min(day, int(pc.max(rows["value"]).as_py())))})

    fitted = keep_or_fit("totals", None, LearnedFrom(rows_of(**ROWS), beside=until(3)), Totals())
    assert refitted(fitted, rows_of(**ROWS), beside=until(9)) == ["validation"]


def test_other_code_or_libraries_fit_everything(
    earlier: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_fits, "_code", lambda: "another release")
    assert refitted(earlier, rows_of(**ROWS)) == list(SPLITS)


def test_the_code_is_that_of_the_whole_package_and_of_each_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = kept_fits._code.__wrapped__
    package = tmp_path / "karat"
    shutil.copytree(PROJECT / "src" / "karat", package, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(kept_fits.karat, "__file__", str(package / "__init__.py"))
    said = {read(), read()}
    with (package / "when" / "season.py").open("a") as file:
        file.write("# a word more\n")
    said.add(read())
    monkeypatch.setattr(kept_fits, "version", lambda name: f"{name} of tomorrow")
    said.add(read())
    assert len(said) == 3


def test_rows_that_somebody_changed_are_fitted_again(earlier: pa.Table) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table fit as from earlier")
        connection.execute("update fit set total = [99] where split_name = 'today'")
        changed = earlier_fit(connection, "fit")
        connection.execute("update fit set fitted_from = null where split_name = 'test'")
        forgotten = earlier_fit(connection, "fit")
    assert changed is not None
    assert forgotten is not None
    assert refitted(changed, rows_of(**ROWS)) == ["today"]
    assert refitted(forgotten, rows_of(**ROWS)) == ["test", "today"]


def test_a_window_that_failed_is_tried_again_by_every_build() -> None:
    rows = rows_of(**{**ROWS, "today": [2000.0]})
    failed = keep_or_fit("totals", None, LearnedFrom(rows), Totals())
    assert failed["fitted_from"].null_count == 1
    assert refitted(failed, rows) == ["today"]


def test_no_earlier_table_and_one_of_a_release_before_are_not_taken_over(
    earlier: pa.Table,
) -> None:
    with duckdb.connect() as connection:
        assert earlier_fit(connection, '"nobody"."has"."made"') is None
    assert refitted(earlier.drop_columns(["fitted_from"]), rows_of(**ROWS)) == list(SPLITS)


@pytest.mark.parametrize("fit", each(FITS))
def test_every_fit_comes_out_of_the_warehouse_as_it_went_in(fit: Fit) -> None:
    """Types, lists and the last bit: else nothing of it would ever be taken over."""
    rows = fit.rows()
    column = "role" if "role" in rows.column_names else "split_name"
    asked = []

    def watched(some: pa.Table) -> pa.Table:
        asked.append(len(some))
        return fit.fit(some)

    learned_from = LearnedFrom(rows, split_column=column)
    first = keep_or_fit("fit", None, learned_from, watched)
    assert first.drop_columns(["fitted_from"]).equals(fit())
    with duckdb.connect() as connection:
        connection.execute("create table fit as from first")
        again = keep_or_fit("fit", earlier_fit(connection, "fit"), learned_from, watched)
    assert again.equals(first)
    assert asked == [len(rows), 0]


def test_a_hazard_sees_the_days_until_its_own_date() -> None:
    days = seen_days(shop_days(), table(landmarks().head(3))["split_as_of_date"])
    assert str(pc.max(days["purchase_date"])) == "2024-12-01"
    early = landmarks().head(3).assign(split_as_of_date=landmarks()["as_of_date"])
    days = seen_days(shop_days(), table(early)["split_as_of_date"])
    assert str(pc.max(days["purchase_date"])) == "2024-06-01"


def test_every_fit_of_the_project_is_kept() -> None:
    for path in (PROJECT / "python_models").rglob("*.py"):
        if path.stem in FITS:
            calls = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            names = [c.func.id for c in calls if isinstance(c, ast.Call) and hasattr(c.func, "id")]
            assert {"keep_or_fit", "earlier_fit"} <= set(names), path
            assert f'"{path.stem}"' in path.read_text(encoding="utf-8"), path


LEARNED = (
    "als_factors",
    "bg_nbd_fit",
    "cox_fit",
    "gamma_gamma_fit",
    "hazard_fit",
    "item_ranker_fit",
    "latent_classes",
)


def taken_over(build: Build) -> dict[str, set[str]]:
    """Read the splits that a build says it has taken over, by the table of the fit."""
    said = re.findall(r"(\w+): taken over, as nothing has changed: (.*)", build.output)
    return {table: set(splits.split(", ")) for table, splits in said}


@pytest.mark.build
def test_a_changed_sale_has_the_windows_fitted_again_that_saw_it(
    small: Build, small_export: Path, tmp_path: Path
) -> None:
    """One price before the last landmark: today's fits alone know of it."""
    small.copied_to(tmp_path)
    # Under the same name, with its rows in their order: so sales of one day are told apart.
    changed = tmp_path / "changed" / small_export.name
    changed.parent.mkdir()
    everything = f"read_csv('{small_export}', all_varchar = true)"
    ((item, day),) = duckdb.execute(
        f"select Item, Date from {everything} where Date < '2025-03-01'"
        " order by Date desc, Item limit 1"
    ).fetchall()
    duckdb.execute(
        "copy (select * replace (case when Item = ? and Date = ? then '777000' else Price end"
        f" as Price) from {everything}) to '{changed}' (header)",
        [item, day],
    )
    learned = (*MODELS_ONLY, "--select", *(f"+{table}" for table in LEARNED))
    with_changed = run_dbt(tmp_path, *learned, sales=changed).passed()
    again = run_dbt(tmp_path, *learned, "+customer_next_purchase", sales=small_export).passed()
    for build in (with_changed, again):
        found = taken_over(build)
        assert found.keys() == set(LEARNED)
        assert all({"test", "validation"} <= splits for splits in found.values())
        assert all("today" not in found[table] for table in ("cox_fit", "hazard_fit"))
    with again.connect() as ours, small.connect() as fresh:
        for table in LEARNED:
            query = f"from predictions.{table} order by all"
            assert ours.sql(query).fetchall() == fresh.sql(query).fetchall(), table
        query = "from marts.customer_next_purchase order by all"
        assert ours.sql(query).fetchall() == fresh.sql(query).fetchall()
    part = (*MODELS_ONLY, "--select", "cox_fit", "bg_nbd_fit")
    assert len(taken_over(run_dbt(tmp_path, *part, sales=small_export).passed())) == 2
    anew = run_dbt(tmp_path, *part, "--full-refresh", sales=small_export).passed()
    assert taken_over(anew) == {}
