"""Settings: those that can't work are told in a sentence, and the windows follow them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, run_dbt

pytestmark = pytest.mark.build


WRONG_SETTINGS: list[tuple[dict[str, object], str]] = [
    ({"horizons_days": [7, 31]}, "unknown horizon 31"),
    ({"horizons_days": [7, 30, 7]}, "horizons_days names a horizon twice"),
    ({"horizons_days": "all"}, "horizons_days must be a list"),
    ({"top_k": 0}, "top_k must be a whole number from 1 to 100"),
    ({"least_customers": 0}, "least_customers must be a whole number from 1 to"),
    ({"timing_folds": 13}, "timing_folds must be a whole number from 0 to 12"),
    ({"stand_in_phone_names": 0}, "stand_in_phone_names must be a whole number from 1 to"),
    ({"unusual_multiple": 1}, "unusual_multiple must be a whole number from 2 to"),
    ({"learn_from_unusual_customers": "no"}, "learn_from_unusual_customers must be true or false"),
    ({"diversity_strength": 2}, "diversity_strength must be a number from 0 to 1"),
    ({"experiment_effect": 0}, "experiment_effect must be a number from 0 to 1, above 0"),
    ({"experiment_hold_out": 5}, "experiment_hold_out must be a number from 0 to 1"),
    (
        {"experiment_segment_buyers": 0},
        "experiment_segment_buyers must be a whole number from 1 to",
    ),
    ({"off_policy_days": 0}, "off_policy_days must be a whole number from 1 to 365"),
    ({"off_policy_overlap": 0}, "off_policy_overlap must be a number from 0 to 1, above 0"),
    ({"off_policy_least_purchases": 0}, "off_policy_least_purchases must be a whole number from 1"),
    ({"max_judged_customers": 99}, "max_judged_customers must be a whole number from 100 to"),
    ({"lists_per_piece": -1}, "lists_per_piece must be a whole number from 0 to"),
    ({"most_of_a_category": 101}, "most_of_a_category must be a whole number from 0 to 100"),
    ({"date_order": "dmy"}, "date_order must be one of auto, day_first, month_first"),
    ({"decimal_mark": "."}, "decimal_mark must be one of auto, point, comma"),
    ({"amount_column": "total"}, "amount_column must be one of auto, unit_price, line_total"),
    ({"discount_column": "share"}, "discount_column must be one of auto, money, percent"),
    ({"currency": "тенге"}, "currency must be auto or the three letters of a currency"),
    ({"shop_timezone": "Almaty"}, "shop_timezone must be the name of a time zone"),
    ({"clock_silence_weeks": 0}, "clock_silence_weeks must be a whole number from 1 to 520"),
    ({"highest_quantity": 0}, "highest_quantity must be a whole number from 1 to"),
    ({"day_numbers_from": "1904"}, "day_numbers_from must be a date such as"),
    ({"validation_start": "soon"}, "validation_start must be a date such as 2024-10-01"),
    ({"validation_start": "2025-02-01", "test_start": "2025-01-01"}, "must lie before test_start"),
    ({"validation_start": "auto"}, "go together"),
    ({"let_through": ["buyers"]}, "let_through names buyers, which is no check: choose among"),
    ({"let_through": "customers"}, "let_through must be a list of names, such as ["),
    ({"sense_factor": 0.5}, "sense_factor must be a number of 1 or more"),
    ({"sense_share": 10}, "sense_share must be a number from 0 to 1"),
    ({"drift_window_days": 30}, "drift_window_days must be whole weeks, such as 28; it is 30"),
    ({"false_alarm_share": 3}, "false_alarm_share must be a number from 0 to 1"),
    ({"keep_versions": 1}, "keep_versions must be a whole number from 2 to 1000"),
    ({"new_sales_share": 10}, "new_sales_share must be a number from 0 to 1"),
    ({"retraining_rest_days": -1}, "retraining_rest_days must be a whole number from 0 to 365"),
    ({"retraining_window_days": 20}, "retraining_window_days must be one of 5, 7, 14, 30, 60, 90"),
    ({"kept_prediction_nights": 0}, "kept_prediction_nights must be a whole number from 1 to 520"),
    (
        {"switched_off_families": ["base_rate"]},
        "base_rate, which is no family that can be switched",
    ),
    ({"switched_off_families": ["hazard", "cox", "bg_nbd"]}, "leaves the blend nothing to blend"),
    ({"challengers": ["cox"]}, "challengers names cox, which is no challenger: choose among all"),
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
    """Vars are YAML, where 2024-11-01 is a date and no text; JSON has no dates."""
    build = run_dbt(
        tmp_path,
        *("compile", "--select", "fitted_version", "--no-introspect"),
        *("--vars", "{validation_start: 2024-11-01, test_start: 2025-02-01}"),
    ).passed()
    sql = next((build.folder / "target" / "compiled").rglob("fitted_version.sql")).read_text()
    assert '"test_start": "2025-02-01"' in sql


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


def test_auto_windows_split_the_rows_70_15_15_where_that_leaves_90_days_to_each(
    tmp_path: Path, small_export: Path
) -> None:
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
        ((tested, validated),) = connection.sql(
            "select last_sale_date - test_start + 1, test_start - validation_start"
            " from intermediate.int_sales_window"
        ).fetchall()
    assert min(tested, validated) >= 90
    assert training == pytest.approx(0.70, abs=0.02)
    assert validation == pytest.approx(0.15, abs=0.02)
