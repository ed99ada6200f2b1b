"""Figures that make no sense stop a run before readers see them, and can be let through."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import Build, run_dbt

from karat.last_publication import (
    LOADS_SCHEMA,
    PUBLICATIONS_SCHEMA,
    read_last,
)

TESTED = (
    *("build", "--indirect-selection", "empty"),
    *("--select", "resource_type:model", "resource_type:seed", "todays_figures_make_sense"),
)
"""Arguments of a build whose figures are tested, and nothing else."""

TESTED_SCORE = (*TESTED, "--exclude", "tag:training")
"""The same without training, as `make score` runs."""

Row = dict[str, str]
Plant = Callable[[list[Row]], list[Row]]


def said(build: Build) -> str:
    return " ".join(build.output.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep one folder for all tests, so that the project is parsed once."""
    return tmp_path_factory.mktemp("sense")


@pytest.fixture
def copied(folder: Path, small: Build) -> Build:
    return small.copied_to(folder)


def planted(export: Path, path: Path, plant: Plant) -> Path:
    with export.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(plant(rows))
    return path


def days_and_months_swapped(rows: list[Row]) -> list[Row]:
    """Return what is left of dates that were written month first and read day first."""
    swapped = []
    for row in rows:
        year, month, day = row["Date"].split("-")
        swapped.append({**row, "Date": f"{year}-{day}-{month}" if int(day) <= 12 else "?"})
    return swapped


def without_the_first_half(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["Date"])[len(rows) // 2 :]


def without_the_last_months(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["Date"] < "2025-02-01"]


@pytest.mark.build
@pytest.mark.parametrize(
    ("plant", "checks"),
    [
        (days_and_months_swapped, {"share_rejected", "sales", "customers", "last_sale_day"}),
        (without_the_first_half, {"sales", "customers"}),
        (without_the_last_months, {"last_sale_day"}),
    ],
)
def test_nonsense_is_not_scored_over_what_readers_have(
    copied: Build, small_export: Path, plant: Plant, checks: set[str]
) -> None:
    before = copied.published.read_bytes()
    export = planted(small_export, copied.folder / "small.csv", plant)
    stopped = run_dbt(copied.folder, *TESTED_SCORE, sales=export, KARAT_FITS="active")
    assert stopped.returncode != 0
    assert copied.published.read_bytes() == before
    with stopped.connect() as connection:
        beyond = connection.sql(
            "select distinct check_name, sentence, source_file from monitoring.sense_checks"
            " where not is_within and compared_with = 'last_publication' order by all"
        ).fetchall()
    assert checks <= {name for name, _, _ in beyond}
    assert {file for _, _, file in beyond} == {"small.csv"}
    for name, sentence, _ in beyond:
        assert f"This does not make sense ({name}): {sentence}" in said(stopped)
    assert "Beyond the bounds of monitoring.sense_checks: " in said(stopped)
    assert "Sales in small.csv: " in said(stopped)
    assert "make score DBT_ARGS=" in said(stopped)


@pytest.mark.build
def test_one_item_for_everybody_stops_and_can_be_let_through(
    copied: Build, small: Build, small_export: Path
) -> None:
    with small.connect() as connection:
        ((item, sellable),) = connection.sql(
            "select any_value(item_name order by item_id), (select count(*)"
            " from features.item_features where split_name = 'today' and is_sellable)"
            " from marts.dim_items"
        ).fetchall()
    stock = copied.folder / "stock.csv"
    stock.write_text(f'Item\n"{item}"\n')
    settings = {"KARAT_STOCK": str(stock), "KARAT_FITS": "active"}
    before = copied.published.read_bytes()

    stopped = run_dbt(copied.folder, *TESTED_SCORE, sales=small_export, **settings)
    assert stopped.returncode != 0
    assert copied.published.read_bytes() == before
    assert (
        f"(sellable_items): Items that can be sold: 1.0, after {sellable} in the last publication"
        in said(stopped)
    )
    names = "sellable_items, share_of_lists_with_one_item"
    assert (
        "let it through: make score DBT_ARGS=\"--vars '{max_training_rows: 3000, "
        f"resampling_replicates: 20, timing_folds: 0, let_through: [{names}]}}'\"" in said(stopped)
    )
    assert "Readers keep the last publication" in said(stopped)

    let: dict[str, object] = {"let_through": names.split(", ")}
    passed = run_dbt(
        copied.folder, *TESTED_SCORE, sales=small_export, variables=let, **settings
    ).passed()
    assert "Let through, as the var let_through says (sellable_items)" in said(passed)
    with passed.connect_published() as connection:
        figures = (
            "select publication_number, measured_value, is_let_through from monitoring.publications"
        )
        assert connection.sql(
            f"{figures} where measure = 'sellable_items' order by all"
        ).fetchall() == [(1, float(sellable), False), (2, 1.0, True)]
        ((listed,),) = connection.sql(
            "select count(distinct item_id) from marts.customer_next_items"
        ).fetchall()
    assert listed == 1

    # What readers see is no surprise any more.
    again = ("build", "--select", "last_publications+", "last_loads+")
    run_dbt(copied.folder, *again, sales=small_export, **settings).passed()


@pytest.mark.build
def test_a_night_like_any_other_passes(copied: Build, small_export: Path) -> None:
    """A month more, a third more customers, and the highest season."""
    month = [
        f"Нов,Новый {n},87{n:09},Алматы,,Кольцо №{n % 90},2025-04-{1 + n % 30:02},50000,Оффлайн"
        for n in range(430)
    ]
    export = copied.folder / "more.csv"
    export.write_text("\n".join([small_export.read_text().rstrip(), *month, ""]))
    scored = run_dbt(copied.folder, *TESTED_SCORE, sales=export, KARAT_FITS="active").passed()
    with scored.connect() as connection:
        ((checks, beyond),) = connection.sql(
            "select count(*), count(*) filter (where not is_within) from monitoring.sense_checks"
        ).fetchall()
    assert checks >= 20
    assert beyond == 0


@pytest.mark.build
def test_a_first_build_compares_with_history_alone(small: Build) -> None:
    with small.connect_published() as connection:
        assert connection.sql(
            "select distinct compared_with from monitoring.sense_checks order by all"
        ).fetchall() == [("history",), ("limit",)]
        assert connection.sql(
            "select count(*), max(publication_number) from monitoring.publications"
        ).fetchall() == [(14, 1)]


@pytest.mark.parametrize("kind", ["none", "damaged", "earlier", "other columns"])
def test_what_is_no_publication_of_this_release_has_no_history(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it's published.duckdb"
    if kind == "damaged":
        path.write_text("Dear customer, " * 1000)
    elif kind != "none":
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema monitoring; create schema staging")
            if kind == "other columns":
                connection.execute("create table monitoring.publications as select 1 as value")
                connection.execute("create table staging.load_reconciliation as select 1 as rows")
    assert read_last(path, "last_publications").equals(PUBLICATIONS_SCHEMA.empty_table())
    assert read_last(path, "last_loads").equals(LOADS_SCHEMA.empty_table())


def test_the_figures_of_the_published_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "published.duckdb"
    row = {
        "publication_number": [3],
        "as_of_date": pa.array([20178], pa.int32()).cast(pa.date32()),
        "measure": ["customers"],
        "measured_value": [1239.0],
        "is_let_through": [False],
        "is_synthetic": [True],
    }
    written = pa.table(row).cast(PUBLICATIONS_SCHEMA)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema monitoring")
        connection.register("written", written)
        connection.execute("create table monitoring.publications as from written")
    assert read_last(path, "last_publications").equals(written)
