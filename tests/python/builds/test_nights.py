"""Nights are kept from build to build, in what readers have: once each, as many as asked for."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import SCORE, Build, run_dbt

from karat.last_publication import LAST_TABLES, read_last

pytestmark = pytest.mark.build

AGAIN = ("run", "--select", "last_predictions+", "last_months+", "last_nights+", "last_alarms+")
"""What a build makes of the last publication, and nothing else."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep one folder for all tests, so that the project is parsed once."""
    return tmp_path_factory.mktemp("nights")


@pytest.fixture
def copied(folder: Path, small: Build) -> Build:
    return small.copied_to(folder)


def nights(build: Build) -> list[tuple[object, ...]]:
    """Return each kept night with its customers."""
    with build.connect() as connection:
        return connection.sql(
            "select cast(as_of_date as varchar), count(*) from monitoring.kept_predictions"
            " group by 1 order by 1"
        ).fetchall()


def moved_back(published: Path, *days: int) -> None:
    """Have what was published been predicted earlier, on as many nights as there are days."""
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            "create or replace table monitoring.kept_predictions as"
            " select * replace (as_of_date - cast(back as integer) as as_of_date)"
            f" from monitoring.kept_predictions cross join (select unnest({list(days)}) as back)"
        )
        connection.execute("update monitoring.nights set night = night - 7")


def test_a_first_build_has_one_night_in_which_all_is_well(small: Build) -> None:
    with small.connect_published() as connection:
        ((customers,),) = connection.sql(
            "select count(*) from marts.customer_next_purchase"
        ).fetchall()
        told = connection.sql(
            "select cast(night as varchar), alarm_count, sentence, sentence_ru"
            " from monitoring.nights"
        ).fetchall()
    assert nights(small) == [("2025-03-31", customers)]
    assert told == [("2025-03-31", 0, "All is well.", "Всё в порядке.")]


def test_the_next_night_keeps_the_one_before(copied: Build, small_export: Path) -> None:
    """Scored as `make score` does, a week later: windows of 5 and 7 days have closed by then."""
    week = [
        f"Нов,Новый {n},87{n:09},Алматы,,Кольцо №{n % 40},2025-04-{1 + n % 7:02},50000,Оффлайн"
        for n in range(42)
    ]
    export = copied.folder / "week.csv"
    export.write_text("\n".join([small_export.read_text().rstrip(), *week, ""]))
    scored = run_dbt(copied.folder, *SCORE, sales=export, KARAT_FITS="active").passed()
    assert [night for night, _ in nights(scored)] == ["2025-03-31", "2025-04-07"]
    with scored.connect_published() as connection:
        closed = connection.sql(
            "select distinct horizon_days, promised_upper is not null from monitoring.decay"
            " where segment_kind = 'all' and metric_name = 'predicted_to_actual' order by all"
        ).fetchall()
        told = connection.sql("select count(*) from monitoring.nights").fetchall()
        months = connection.sql(
            "select count(*) filter (where last_sale_count is null),"
            " count(*) filter (where is_lost) from monitoring.sales_by_month"
        ).fetchall()
    assert closed == [(5, True), (7, True)]
    assert told == [(2,)]
    assert months == [(1, 0)]


def test_a_night_that_is_built_twice_is_one_night(copied: Build, small_export: Path) -> None:
    before = nights(copied)
    again = run_dbt(copied.folder, *AGAIN, sales=small_export).passed()
    assert nights(again) == before
    with again.connect() as connection:
        assert connection.sql("select count(*) from monitoring.nights").fetchall() == [(1,)]


def test_a_night_a_week_is_kept_and_as_many_as_the_setting_says(
    copied: Build, small_export: Path
) -> None:
    """31 March 2025 is a Monday: of the week before, the first of its two nights stays."""
    moved_back(copied.published, 28, 21, 14, 4, 7)
    kept = {"kept_prediction_nights": 3}
    again = run_dbt(copied.folder, *AGAIN, sales=small_export, variables=kept).passed()
    assert [night for night, _ in nights(again)] == ["2025-03-17", "2025-03-24", "2025-03-31"]


def test_who_is_no_customer_any_more_is_in_no_night_and_told(
    copied: Build, small_export: Path
) -> None:
    moved_back(copied.published, 7)
    with duckdb.connect(str(copied.published)) as connection:
        connection.execute(
            "update monitoring.kept_predictions set customer_id = 'gone' || customer_id"
            " where hash(customer_id) % 10 = 0"
        )
    again = run_dbt(copied.folder, *AGAIN, sales=small_export).passed()
    with again.connect() as connection:
        ((gone,),) = connection.sql(
            "select count(*) from monitoring.kept_predictions where customer_id like 'gone%'"
        ).fetchall()
        told = connection.sql("select rule, sentence from monitoring.alarms").fetchall()
    assert gone == 0
    assert [rule for rule, _ in told] == ["lost_customers"]
    assert "customers of 2025-03-24 are none any more" in str(told)
    assert "customers of 2025-03-24 are none any more" in " ".join(again.output.split())


def test_an_empty_run_and_one_that_fails_leave_the_nights(
    copied: Build, small_export: Path
) -> None:
    before = copied.published.read_bytes()
    empty = run_dbt(copied.folder, "run", "--empty", sales=small_export)
    failed = run_dbt(copied.folder, *SCORE, sales=small_export, KARAT_FITS="no-such-version")
    assert empty.returncode != 0
    assert failed.returncode != 0
    assert copied.published.read_bytes() == before


@pytest.mark.parametrize("name", LAST_TABLES)
def test_without_a_publication_each_of_its_tables_is_empty(tmp_path: Path, name: str) -> None:
    _, schema = LAST_TABLES[name]
    assert read_last(tmp_path / "published.duckdb", name).equals(schema.empty_table())
