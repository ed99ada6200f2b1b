"""How builds behave: parts, empty runs, publication, a new family, who and what is left out."""

from __future__ import annotations

import csv
import json
import re
import signal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from conftest import (
    MODELS_ONLY,
    PROJECT,
    SCORE,
    Build,
    compare_tables,
    run_dbt,
    start_dbt,
)

from karat.pseudonyms import DEFAULT_SALT

pytestmark = pytest.mark.build

LIBRARIES = {
    "neural": "torch",
    "ratings": "surprise",
    "survival": "sksurv",
    "xgboost": "xgboost",
    "arima": "statsmodels",
    "prophet": "prophet",
    "mfles": "statsforecast",
}
"""What an extra's challengers need beside a build's own packages, or a single one of them."""


def test_an_empty_run_calls_every_model_with_no_rows(tmp_path: Path, small_export: Path) -> None:
    build = run_dbt(tmp_path, *MODELS_ONLY, "--empty", sales=small_export).passed()
    with build.connect() as connection:
        for table in ("marts.customer_next_items", "marts.customer_next_purchase"):
            assert connection.sql(f"select count(*) from {table}").fetchall() == [(0,)]
    assert not build.published.exists()


def test_an_empty_run_never_touches_what_a_build_made(small: Build, small_export: Path) -> None:
    refused = run_dbt(small.folder, "run", "--empty", "--select", "stg_stock", sales=small_export)
    assert refused.returncode != 0
    assert "set KARAT_WAREHOUSE to another file" in " ".join(refused.output.split())
    with small.connect() as connection:
        assert connection.sql("select count(*) > 0 from staging.stg_sales").fetchall() == [(True,)]


def test_the_history_of_runs_is_published_with_rows_and_seconds(small: Build) -> None:
    with small.connect_published() as connection:
        ((steps, seconds, run),) = connection.sql(
            "select count(*), min(seconds), any_value(run_id) from monitoring.run_steps"
            " where status = 'success' and run_id = ("
            "select run_id from monitoring.run_history order by started_at limit 1)"
        ).fetchall()
        assert steps > 100
        assert seconds > 0
        counted = connection.sql(
            "select rows_in, rows_out, (select count(*) from marts.fct_sales)"
            f" from monitoring.run_steps where run_id = '{run}' and step_name = 'stg_sales'"
        ).fetchall()
    assert counted[0] == (counted[0][2],) * 3


def test_files_that_grow_and_change_equal_a_full_rebuild(
    tmp_path: Path, small_export: Path
) -> None:
    """A new month, a late row and a corrected file, on top of what an earlier build left."""
    months = tmp_path / "months"
    months.mkdir()

    def write(name: str, rows: str) -> None:
        duckdb.execute(
            f"copy (from read_csv('{small_export}', all_varchar = true)"
            f" where hash(Item || Date) {rows} order by all) to '{months / name}' (header)"
        )

    def build(folder: str) -> Build:
        return run_dbt(
            tmp_path / folder,
            *MODELS_ONLY,
            *("--select", "+dim_customers", "+fct_sales", "+load_reconciliation"),
            sales=months,
        ).passed()

    write("1.csv", "% 3 = 0")
    write("3.csv", "% 3 = 2")
    build("grown")
    write("2.csv", "% 3 = 1")
    write("1.csv", "% 6 = 0")
    compare_tables(build("grown"), build("fresh"), at_least=30)


def test_two_builds_give_identical_tables(small: Build, small_export: Path, tmp_path: Path) -> None:
    """One model after another on one thread, and two side by side on four."""
    again = run_dbt(
        tmp_path, *MODELS_ONLY, "--threads", "2", sales=small_export, KARAT_THREADS="4"
    ).passed()
    compare_tables(small, again, at_least=60)


def test_every_table_is_the_same_however_its_rows_are_shared_out_among_threads(
    small: Build,
) -> None:
    """DuckDB reads a small table by one thread alone, but for this pragma of its own tests."""
    nodes = json.loads((small.folder / "target/manifest.json").read_text())["nodes"].values()
    models = [
        node
        for node in nodes
        if node["resource_type"] == "model"
        and node["language"] == "sql"
        and node["config"]["materialized"] == "table"
    ]
    differ, compared = [], 0
    with small.connect() as connection:
        connection.execute(f"attach '{small.folder / 'scratch.duckdb'}' as scratch (read_write)")
        connection.execute("set threads = 4; pragma verify_parallelism")
        connection.execute("set variable karat_salt = ?", [DEFAULT_SALT])
        for model in models:
            compiled = small.folder / "target/compiled/karat" / model["original_file_path"]
            if not compiled.exists():
                continue
            name = f'karat."{model["schema"]}"."{model["name"]}"'
            connection.execute(
                f"create or replace table scratch.again as ({compiled.read_text()}\n)"
            )
            left_over = connection.execute(
                f"(from {name} except all from scratch.again)"
                f" union all (from scratch.again except all from {name}) limit 1"
            ).fetchall()
            compared += 1
            differ += [model["name"]] if left_over else []
    assert compared > 150
    assert differ == []


def test_part_of_a_build_is_not_published(small: Build, small_export: Path) -> None:
    before = small.published.stat().st_mtime_ns
    part = run_dbt(small.folder, "build", "--select", "dim_items", sales=small_export).passed()
    assert "Not published" in part.output
    assert small.published.stat().st_mtime_ns == before


def test_a_build_that_fails_leaves_the_publication(
    tmp_path: Path, small: Build, small_export: Path
) -> None:
    folder = tmp_path / "failing"
    small.copied_to(folder)
    published = (folder / "warehouse" / "published.duckdb").read_bytes()
    build = run_dbt(
        folder, *MODELS_ONLY, sales=small_export, variables={"holiday_country": "Atlantis"}
    )
    assert build.returncode != 0
    assert "holiday_country" in build.output
    assert "Readers keep the last publication" in build.output
    with build.connect() as connection:
        latest = connection.sql(
            "select failed_count > 0, skipped_count > 0 from monitoring.run_history"
            " order by started_at desc limit 1"
        ).fetchall()
    assert latest == [(True, True)]
    assert (folder / "warehouse" / "published.duckdb").read_bytes() == published


def test_a_reader_goes_on_while_the_next_file_is_swapped_in(
    tmp_path: Path, small: Build, small_export: Path
) -> None:
    copied = small.copied_to(tmp_path)
    swapped = copied.published.stat().st_ino
    with copied.connect_published() as reader:
        before = reader.sql("select count(*) from marts.fct_sales").fetchall()
        run_dbt(tmp_path, *SCORE, sales=small_export, KARAT_FITS="active").passed()
        assert copied.published.stat().st_ino != swapped
        assert reader.sql("select count(*) from marts.fct_sales").fetchall() == before
    assert not list(copied.published.parent.glob(".published*"))


def test_a_second_build_says_so_and_a_killed_one_costs_nothing(
    tmp_path: Path, small: Build, small_export: Path
) -> None:
    folder = tmp_path / "killed"
    small.copied_to(folder)
    published = (folder / "warehouse" / "published.duckdb").read_bytes()
    part = ("run", "--select", "+stg_sales")
    first = start_dbt(folder, "build", sales=small_export)
    assert first.stdout
    try:
        while "OK created sql table model" not in (line := first.stdout.readline()):
            assert line, "the build ended before it was killed"
        first.send_signal(signal.SIGSTOP)
        second = run_dbt(folder, *part, sales=small_export)
    finally:
        first.kill()
        first.communicate()
    assert second.returncode != 0
    assert "Another build is running on the warehouse" in second.output
    assert "Traceback" not in second.output
    assert (folder / "warehouse" / "published.duckdb").read_bytes() == published
    third = run_dbt(folder, *part, sales=small_export).passed()
    with third.connect() as connection, small.connect() as before:
        count = "select count(*) from staging.stg_sales"
        assert connection.sql(count).fetchall() == before.sql(count).fetchall()


def test_challengers_are_judged_beside_the_others(
    tmp_path: Path, small: Build, small_export: Path
) -> None:
    """On what a build has left: their own fits and scores, and what is made of all families'."""
    listed = (PROJECT / "macros" / "families.sql").read_text()
    challengers = re.findall(r"'(\w+)': {\s*'standing': 'challenger'", listed)
    assert {"random_forest", "xgboost", "nmf_archetype"} <= set(challengers)
    small.copied_to(tmp_path)
    fitted = [f"{name}_fit+,+model_leaderboard" for name in challengers]
    build = run_dbt(
        tmp_path,
        *(*MODELS_ONLY, "--select", *fitted, "family_features", "family_health"),
        sales=small_export,
        variables={"challengers": ["all"]},
    ).passed()
    with build.connect() as connection:
        judged = {
            name: (set(splits or []), reasons)
            for name, splits, reasons in connection.execute(
                """
                select
                    health.model_name,
                    list(distinct ranked.split_name) filter (where ranked.metric_value is not null),
                    list(distinct health.reason) filter (where health.reason is not null)
                from evaluation.family_health as health
                inner join evaluation.model_leaderboard as ranked using (task, model_name)
                where health.model_name in (select unnest(?))
                group by health.model_name
                """,
                [challengers],
            ).fetchall()
        }
    assert judged.keys() == set(challengers)
    line = r"'(\w+)': {\s*'standing': 'challenger'(?:(?!'standing').)*?'extra': '(\w+)'"
    extras = dict(re.findall(line, listed, re.DOTALL))
    assert extras["sasrec"] == "neural"
    for name, (splits, reasons) in judged.items():
        library = LIBRARIES.get(name) or LIBRARIES.get(extras.get(name, ""))
        if library and find_spec(library) is None:
            assert "is not installed: make tournament installs it" in reasons[0], name
        else:
            assert (reasons or []) == [], name
            assert {"test", "validation"} <= splits, name


def test_a_forgotten_customer_is_nowhere(tmp_path: Path, small: Build, small_export: Path) -> None:
    with small.connect() as connection:
        ((forgotten, phone),) = connection.sql(
            "select customer_id, phone from private.customer_identities"
            " inner join marts.dim_customers using (customer_id)"
            " where phone is not null order by purchase_count desc, customer_id limit 1"
        ).fetchall()
        money = connection.sql("select sum(price), count(*) from staging.stg_sales").fetchall()
    listed = tmp_path / "forgotten.csv"
    listed.write_text(f"customer_id\n{forgotten}\n")
    build = run_dbt(
        tmp_path,
        *MODELS_ONLY,
        *("--select", "+dim_customers", "+split_customers", "+customer_identities"),
        sales=small_export,
        KARAT_FORGOTTEN=str(listed),
    ).passed()
    with build.connect() as connection:
        assert (
            connection.sql("select sum(price), count(*) from staging.stg_sales").fetchall() == money
        )
        tables = connection.sql(
            "select table_schema || '.' || table_name from information_schema.columns"
            " where column_name = 'customer_id' and table_name not like '%forgotten%'"
        ).fetchall()
        assert len(tables) >= 10
        for (table,) in tables:
            found = connection.sql(
                f"select count(*) from {table} where customer_id = '{forgotten}'"
            )
            assert found.fetchall() == [(0,)], table
        for table in ("private.customer_identities", "private.accepted_sale_records"):
            found = connection.sql(f"select count(*) from {table} where phone = '{phone}'")
            assert found.fetchall() == [(0,)], table


def test_a_stock_list_is_obeyed(tmp_path: Path, small: Build, small_export: Path) -> None:
    with small.connect() as connection:
        names = [
            name
            for (name,) in connection.sql(
                "select item_name from marts.dim_items order by item_id limit 40"
            ).fetchall()
        ]
        # Gone on the day after the test window began: to be had there, and today no more.
        ((went,),) = connection.sql(
            "select distinct as_of_date + 1 from intermediate.int_as_of_dates where role = 'test'"
        ).fetchall()
    stock = tmp_path / "stock.csv"
    with stock.open("w", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Item", "quantity", "first_day", "last_day"])
        rows.writerows([name, int(name != names[0]), None, None] for name in names[:20])
        rows.writerows([name, 1, None, went] for name in names[20:])
    lists = (*MODELS_ONLY, "--select", "+next_items_lists", "+dim_items")
    build = run_dbt(tmp_path, *lists, sales=small_export, KARAT_STOCK=str(stock)).passed()
    with build.connect() as connection:
        listed = {
            split: set(items)
            for split, items in connection.sql(
                "select split_name, list(distinct item_name) from predictions.next_items_lists "
                "inner join marts.dim_items using (item_id) group by all"
            ).fetchall()
        }
    assert listed["today"]
    assert listed["today"] <= set(names[1:20])
    assert listed["test"] <= set(names[1:])
    assert listed["test"] - set(names[:20])
