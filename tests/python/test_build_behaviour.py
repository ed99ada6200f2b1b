"""How builds behave: settings that can't work, parts, empty runs, publication, new candidates."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import (
    MODELS_ONLY,
    PROJECT,
    SCORE,
    Build,
    compare_tables,
    copy_project,
    run_dbt,
    start_dbt,
)

pytestmark = pytest.mark.build


WRONG_SETTINGS: list[tuple[dict[str, object], str]] = [
    ({"horizons_days": [7, 31]}, "unknown horizon 31"),
    ({"horizons_days": [7, 30, 7]}, "horizons_days names a horizon twice"),
    ({"horizons_days": "all"}, "horizons_days must be a list"),
    ({"top_k": 0}, "top_k must be a whole number from 1 to 100"),
    ({"least_customers": 0}, "least_customers must be a whole number from 1 to"),
    ({"timing_folds": 13}, "timing_folds must be a whole number from 0 to 12"),
    ({"variety_strength": 2}, "variety_strength must be a number from 0 to 1"),
    ({"validation_start": "soon"}, "validation_start must be a date such as 2024-10-01"),
    ({"validation_start": "2025-02-01", "test_start": "2025-01-01"}, "must lie before test_start"),
    ({"validation_start": "auto"}, "go together"),
]

CHECK_EACH = """
import json, sys
from dbt.cli.main import dbtRunner

where, settings = json.loads(sys.argv[1]), json.loads(sys.argv[2])
manifest = dbtRunner().invoke(["parse", *where]).result
for variables in settings:
    asked = ["run-operation", "check_settings", "--vars", json.dumps(variables), *where]
    ended = dbtRunner(manifest=manifest).invoke(asked)
    print("ANSWER " + json.dumps([ended.success, str(ended.exception or ended.result)]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Check all wrong settings in one process, which parses the project once."""
    folder = tmp_path_factory.mktemp("settings")
    where = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    where += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    settings = [variables for variables, _ in WRONG_SETTINGS]
    ended = subprocess.run(
        [sys.executable, "-c", CHECK_EACH, json.dumps(where), json.dumps(settings)],
        cwd=PROJECT,
        env={**os.environ, "KARAT_WAREHOUSE": str(folder / "karat.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [" ".join(part.split()) for part in _before_each_answer(ended.stdout)]
    assert len(said) == len(WRONG_SETTINGS), ended.stdout[-3000:] + ended.stderr[-3000:]
    return said


def _before_each_answer(output: str) -> list[str]:
    """Join what dbt said on the way to each answer with the answer."""
    lines = output.splitlines()
    ends = [place for place, line in enumerate(lines) if line.startswith("ANSWER ")]
    starts = [0, *(end + 1 for end in ends)]
    return ["\n".join(lines[start : end + 1]) for start, end in zip(starts, ends, strict=False)]


@pytest.mark.parametrize("place", range(len(WRONG_SETTINGS)))
def test_a_var_that_can_not_work_is_told_in_a_sentence(answers: list[str], place: int) -> None:
    assert WRONG_SETTINGS[place][1] in answers[place]
    assert "ANSWER [false" in answers[place]


def test_a_var_that_can_not_work_stops_the_build_at_its_start(
    tmp_path: Path, small_export: Path
) -> None:
    build = run_dbt(tmp_path, "build", sales=small_export, variables={"top_k": 0})
    assert build.returncode != 0
    assert "top_k must be a whole number from 1 to 100" in " ".join(build.output.split())
    assert "sale_records" not in build.output


def test_dates_may_stand_without_quotes(tmp_path: Path) -> None:
    """Vars are YAML, where 2024-10-01 is a date and no text; JSON has no dates."""
    build = run_dbt(
        tmp_path,
        *("compile", "--select", "fitted_version", "--no-introspect"),
        *("--vars", "{validation_start: 2024-10-01, test_start: 2025-01-01}"),
    ).passed()
    sql = next((build.folder / "target" / "compiled").rglob("fitted_version.sql")).read_text()
    assert '"test_start": "2025-01-01"' in sql


def test_a_window_outside_the_data_says_what_to_change(tmp_path: Path, small_export: Path) -> None:
    build = run_dbt(
        tmp_path,
        "build",
        "--select",
        "+int_sales_window",
        sales=small_export,
        variables={"validation_start": "1997-10-01", "test_start": "1998-01-01"},
    )
    assert build.returncode != 0
    assert "validation_start (1997-10-01) lies outside the sales, which run from" in build.output
    assert "or both to auto" in build.output


def test_auto_windows_split_the_rows_70_15_15(tmp_path: Path, small_export: Path) -> None:
    build = run_dbt(
        tmp_path,
        "build",
        "--select",
        "+int_sales_window",
        sales=small_export,
        variables={"validation_start": "auto", "test_start": "auto"},
    ).passed()
    with build.connect() as connection:
        ((training, validation),) = connection.sql(
            """
            select
                avg((sale_date < validation_start)::int),
                avg((validation_start <= sale_date and sale_date < test_start)::int)
            from staging.stg_sales cross join intermediate.int_sales_window
            """
        ).fetchall()
    assert training == pytest.approx(0.70, abs=0.02)
    assert validation == pytest.approx(0.15, abs=0.02)


def test_an_empty_run_calls_every_model_with_no_rows(tmp_path: Path, small_export: Path) -> None:
    run_dbt(tmp_path, "seed").passed()
    build = run_dbt(tmp_path, "run", "--empty", sales=small_export).passed()
    with build.connect() as connection:
        for table in ("marts.customer_next_items", "marts.customer_next_purchase"):
            assert connection.sql(f"select count(*) from {table}").fetchall() == [(0,)]
    assert not build.published.exists()


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
    again = run_dbt(tmp_path, *MODELS_ONLY, sales=small_export).passed()
    compare_tables(small, again, at_least=60)


def test_part_of_a_build_is_not_published(small: Build, small_export: Path) -> None:
    before = small.published.stat().st_mtime_ns
    part = run_dbt(small.folder, "build", "--select", "dim_items", sales=small_export).passed()
    assert "Not published" in part.output
    assert small.published.stat().st_mtime_ns == before


def test_a_build_that_fails_leaves_the_publication(
    tmp_path: Path, small: Build, small_export: Path
) -> None:
    folder = tmp_path / "failing"
    shutil.copytree(small.folder / "warehouse", folder / "warehouse")
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
    shutil.copytree(small.folder / "warehouse", tmp_path / "warehouse")
    copied = Build(tmp_path, small.returncode, small.output)
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
    shutil.copytree(small.folder / "warehouse", folder / "warehouse")
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


def test_a_new_candidate_is_one_file(tmp_path: Path, small_export: Path) -> None:
    project = tmp_path / "project"
    copy_project(project)
    (project / "python_models" / "survival" / "next_purchase_scores__coin.py").write_text(
        '"""One row per split and customer: the chance that a coin gives."""\n\n\n'
        "def model(dbt, session):\n"
        '    scores = dbt.ref("next_purchase_scores__base_rate").to_df()\n'
        '    columns = [name for name in scores.columns if name.startswith("probability")]\n'
        "    return scores.assign(**{name: 0.5 for name in columns})\n"
    )
    build = run_dbt(
        tmp_path / "run",
        *MODELS_ONLY,
        *("--select", "+model_leaderboard"),
        sales=small_export,
        project=project,
    ).passed()
    with build.connect() as connection:
        ranked = connection.sql(
            "select split_name, model_rank from evaluation.model_leaderboard"
            " where model_name = 'coin' order by all"
        ).fetchall()
        metrics = connection.sql(
            "select count(*) from evaluation.next_purchase_metrics where model_name = 'coin'"
        ).fetchall()
    assert {"test", "unseen", "validation"} <= {split for split, _ in ranked}
    assert metrics[0][0] > 50


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
    stock = tmp_path / "stock.csv"
    with stock.open("w", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Item", "quantity"])
        rows.writerows([name, int(name != names[0])] for name in names)
    build = run_dbt(tmp_path, *MODELS_ONLY, sales=small_export, KARAT_STOCK=str(stock)).passed()
    with build.connect() as connection:
        listed = {
            name
            for (name,) in connection.sql(
                "select distinct item_name from marts.customer_next_items"
            ).fetchall()
        }
    assert listed
    assert listed <= set(names[1:])
