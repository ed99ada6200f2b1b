"""Scoring without training, the versions of the fits, going back, and fits that are worse."""

from __future__ import annotations

import datetime as dt
import signal
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import MODELS_ONLY, SCORE, Build, copy_project, run_dbt

pytestmark = pytest.mark.build

LAST_DAY, LATER = "2025-03-31", "2025-07-29"
"""Last day of the export, and of the new sales: further on than the longest horizon."""

VERSIONS = "fitted_version version_parameters version_activations model_registry"
MARTS = ("marts.customer_next_purchase", "marts.customer_next_items")
ACTIVATIONS = (
    "select version, is_published from registry.version_activations order by activation_number"
)
RENAMED = """
    case fit_name
        when 'cox_fit' then left(parameters, -1) || ', "strata": null}'
        when 'hazard_fit' then replace(parameters, '"item_count"', '"trinkets"')
        else parameters
    end
"""
ACTIVE = "select version from monitoring.model_registry where is_active"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep one folder for all tests, so that the project is parsed once."""
    return tmp_path_factory.mktemp("fits")


@pytest.fixture
def copied(folder: Path, small: Build) -> Build:
    return small.copied_to(folder)


def change(build: Build, statement: str) -> None:
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(statement)


def read(build: Build, query: str) -> list[tuple[object, ...]]:
    with build.connect() as connection:
        return connection.sql(query).fetchall()


def said(build: Build) -> str:
    return " ".join(build.output.split())


def differences(one: Path, other: Path, table: str) -> int:
    """Count the rows of either file's table that the other's has not."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        sides = [
            f"from {first}.{table} except all from {second}.{table}"
            for first, second in (("one", "other"), ("other", "one"))
        ]
        return sum(len(connection.sql(side).fetchall()) for side in sides)


def test_new_sales_are_scored_without_training(
    copied: Build, small: Build, small_export: Path
) -> None:
    lines = small_export.read_text().splitlines()
    # A shop that goes on selling: a day without company would be taken for a typing error.
    days = [dt.date.fromisoformat(LAST_DAY) + dt.timedelta(12 * step) for step in range(1, 11)]
    assert days[-1].isoformat() == LATER
    last_day = [line for line in lines if LAST_DAY in line]
    back = [line.replace(LAST_DAY, day.isoformat()) for day in days for line in last_day]
    new = f"Нова,Нова Новая,87017654321,Алматы,,Кольцо Au 585 №1,{LATER},50000,Оффлайн"
    export = copied.folder / "more.csv"
    export.write_text("\n".join([*lines, *back, new, ""]))
    # What a training that failed has left in the warehouse is no concern of the readers.
    change(copied, "delete from evaluation.next_purchase_metrics")
    scored = run_dbt(copied.folder, *SCORE, sales=export, KARAT_FITS="active").passed()

    ((version,),) = read(small, ACTIVE)
    assert f"Scoring with the fits of version {version}" in said(scored)
    assert read(scored, ACTIVE) == [(version,)]
    assert "python model predictions.cox_fit" not in scored.output
    for fit in ("cox_fit", "hazard_fit", "latent_classes"):
        kept, trained = (
            read(build, f"from predictions.{fit} where split_name = 'today' order by all")
            for build in (scored, small)
        )
        assert kept == trained, fit
    with scored.connect_published() as connection:
        for table in ("customer_next_purchase", "customer_next_items"):
            ((day, customers),) = connection.sql(
                f"select any_value(as_of_date), count(distinct customer_id) from marts.{table}"
            ).fetchall()
            ((before,),) = read(small, f"select count(distinct customer_id) from marts.{table}")
            assert (day, customers) == (dt.date.fromisoformat(LATER), before + 1)
    for table in ("next_purchase_metrics", "next_item_metrics", "model_leaderboard"):
        assert differences(scored.published, small.published, f"evaluation.{table}") == 0
    # A seed deletes its rows and loads them again, at every run.
    assert read(
        scored,
        "select distinct rows_out from monitoring.run_steps where step_name = 'rfm_segments'",
    ) == read(scored, "select count(*) from seeds.rfm_segments")


DIES_AFTER_THE_SWAP = """
import os, signal, sys
from pathlib import Path
from dbt.cli.main import dbtRunner

replace = Path.replace


def replace_and_die(path, target):
    replace(path, target)
    if Path(target).name == "published.duckdb":
        os.kill(os.getpid(), signal.SIGKILL)


Path.replace = replace_and_die
dbtRunner().invoke(sys.argv[1:])
"""


def test_going_back_to_a_version_gives_its_predictions(
    copied: Build, small: Build, small_export: Path
) -> None:
    # A part of which is Cox, so that a change of its fit is seen.
    assert read(small, "select model_name from predictions.next_purchase_champion") == [("blend",)]
    ((first,),) = read(small, ACTIVE)
    # Another fit, as good on validation, becomes active.
    change(copied, "update predictions.cox_fit set value = 2 * value where split_name = 'today'")
    other = (*MODELS_ONLY, "--select", f"fitted_parameters {VERSIONS}")
    run_dbt(copied.folder, *other, sales=small_export).passed()
    ((second,),) = read(copied, ACTIVE)
    assert second != first
    asked = run_dbt(copied.folder, "run-operation", "say_which_version_predicts").passed()
    assert f"by version {second}, trained on the sales until {LAST_DAY}" in said(asked)
    assert f"which is no worse on validation than {first} was" in said(asked)
    # A part of a build is not published; here it stands for a whole one.
    change(copied, "update registry.version_activations set is_published = true")

    # Readers see the earlier version again, but the warehouse can't take note of it any more.
    back = run_dbt(
        copied.folder,
        *SCORE,
        sales=small_export,
        program=(sys.executable, "-c", DIES_AFTER_THE_SWAP),
        KARAT_FITS=str(first),
    )
    assert back.returncode == -signal.SIGKILL
    for mart in MARTS:
        assert differences(copied.published, small.published, mart) == 0
    assert read(copied, ACTIVATIONS) == [(first, True), (second, True), (first, False)]
    with copied.connect_published() as connection:
        assert connection.sql(
            "select version, is_active, first_activation_number, last_activation_number"
            " from monitoring.model_registry order by first_activation_number"
        ).fetchall() == [(first, True, 1, 3), (second, False, 2, 2)]
    part = ("run", "--select", "dim_items")
    after = run_dbt(copied.folder, *part, sales=small_export, KARAT_FITS="active").passed()
    assert f"Scoring with the fits of version {first}" in said(after)
    assert read(copied, ACTIVATIONS) == [(first, True), (second, True), (first, True)]


def test_a_training_that_fails_at_its_last_test_leaves_the_earlier_version_active(
    copied: Build, small: Build, small_export: Path, tmp_path: Path
) -> None:
    ((first,),) = read(small, ACTIVE)
    project = tmp_path / "project"
    copy_project(project)
    (project / "tests" / "late.sql").write_text("select 1 from {{ ref('model_registry') }}")
    everything = ("resource_type:model", "resource_type:seed", "late")
    failed = run_dbt(
        copied.folder,
        *("build", "--indirect-selection", "empty", "--select", *everything),
        sales=small_export,
        project=project,
        variables={"taste_weight": 0.2},
    )
    assert failed.returncode != 0
    assert "Not published: 1 of this run's nodes failed" in said(failed)
    assert "The predictions are by version" not in said(failed)
    ((_, _), (second, is_published)) = read(copied, ACTIVATIONS)
    assert second != first
    assert not is_published

    scored = run_dbt(copied.folder, *SCORE, sales=small_export, KARAT_FITS="active").passed()
    assert f"Scoring with the fits of version {first}" in said(scored)
    assert f"The predictions are by version {first}, trained on the sales until {LAST_DAY}" in said(
        scored
    )
    for mart in MARTS:
        assert differences(scored.published, small.published, mart) == 0
    assert read(copied, ACTIVATIONS) == [(first, True)]


def test_the_registry_of_a_release_before_is_carried_on(copied: Build, small_export: Path) -> None:
    """Leads, and whether readers have seen a version, came later than the table."""
    for column in ("is_published", *(f"next_{task}_lead" for task in ("purchase", "items"))):
        change(copied, f"alter table registry.version_activations drop column {column}")
    change(copied, "update registry.version_activations set version = 'before'")
    part = (*MODELS_ONLY, "--select", VERSIONS)
    run_dbt(copied.folder, *part, sales=small_export).passed()
    rows = "select version, is_published, next_items_lead is null from registry.version_activations"
    ((version,),) = read(copied, "select version from registry.fitted_version")
    assert read(copied, f"{rows} order by activation_number") == [
        ("before", True, True),
        (version, False, False),
    ]


def test_a_fit_that_is_worse_does_not_replace_the_active_one(
    copied: Build, small_export: Path
) -> None:
    change(
        copied,
        "update registry.version_activations set version = 'best',"
        " next_purchase_validation_value = 1.1 * next_purchase_validation_value",
    )
    stopped = run_dbt(copied.folder, *MODELS_ONLY, "--select", VERSIONS, sales=small_export)
    assert stopped.returncode != 0
    assert "The new fit (next_purchase) is worse on validation than the active" in said(stopped)
    assert "version best: integrated_brier_skill" in said(stopped)
    assert "Look with make check whether the sales are read" in said(stopped)
    assert "with the var fit_tolerance at 1 (now 0.05)" in said(stopped)
    assert "Readers keep the last publication" in said(stopped)
    assert read(copied, "select version from registry.version_activations") == [("best",)]


def test_old_versions_are_forgotten_but_not_what_serves_or_can_be_gone_back_to(
    copied: Build, small: Build, small_export: Path
) -> None:
    ((serving,),) = read(small, ACTIVE)
    for number, version in enumerate(("oldest", "older", "refused"), start=-2):
        change(
            copied,
            f"insert into registry.version_parameters select '{version}', * exclude (version)"
            f" from registry.version_parameters where version = '{serving}' limit 5",
        )
        if version != "refused":
            change(
                copied,
                "insert into registry.version_activations by name"
                f" select * replace ('{version}' as version, {number} as activation_number)"
                f" from registry.version_activations where version = '{serving}'",
            )
    registry = ("run", "--select", "version_activations", "model_registry")
    run_dbt(copied.folder, *registry, sales=small_export, variables={"keep_versions": 2}).passed()
    kept = "select distinct version from registry.version_parameters order by all"
    assert read(copied, kept) == sorted([("older",), (serving,)])
    assert read(copied, "select version from monitoring.model_registry where not is_kept") == [
        ("oldest",)
    ]
    gone = answers(copied.folder, small_export, [("oldest", "dim_items")])
    assert "there is no version oldest of the fits; known, the latest first" in " ".join(gone)


def test_kept_fits_that_can_not_be_had_are_told_in_a_sentence(
    copied: Build, small: Build, small_export: Path
) -> None:
    ((version,),) = read(small, ACTIVE)
    # As if a release had given the fit another column than the version has kept.
    change(copied, "alter table predictions.cox_fit add column strata varchar")
    # And as if a version had been fitted with a feature of another name, and one for longer lists.
    longer = """replace(settings, '"top_k": 10', '"top_k": 20') as settings"""
    for name, table, changes in [
        ("renamed", "activations", "activation_number + 1 as activation_number"),
        ("renamed", "parameters", f"{RENAMED} as parameters"),
        ("longer", "activations", f"activation_number + 2 as activation_number, {longer}"),
        ("longer", "parameters", "parameters as parameters"),
    ]:
        change(
            copied,
            f"insert into registry.version_{table} by name"
            f" select * replace ('{name}' as version, {changes}) from registry.version_{table}"
            f" where version = '{version}'",
        )
    asked = [
        *[("unknown", "dim_items"), ("active", "cox_fit")],
        *[(version, "dim_items"), ("renamed", "dim_items"), ("longer", "dim_items")],
    ]
    unknown, training, other_form, renamed, lists = answers(copied.folder, small_export, asked)
    known = f"known, the latest first: longer, renamed, {version}"
    assert f"no version unknown of the fits; {known}" in unknown
    assert "version longer was trained on lists of 20 items, and this run asks for 10" in lists
    assert "its selection holds the model cox_fit of training: run make score" in training
    assert f"table cox_fit has another form than version {version} kept" in other_form
    assert "train anew, by make build" in other_form
    assert "version renamed takes what this release does not make (hazard_fit: trinkets)" in renamed

    copied.warehouse.unlink()
    untrained = run_dbt(
        copied.folder, "run", "--select", "dim_items", sales=small_export, KARAT_FITS="active"
    )
    assert untrained.returncode != 0
    assert "this warehouse holds no fits to score with" in said(untrained)
    assert "train once, by make build" in said(untrained)


def answers(folder: Path, sales: Path, asked: list[tuple[str, str]]) -> list[str]:
    """Run parts with kept fits that must not succeed."""
    runs = [
        run_dbt(folder, "run", "--select", model, sales=sales, KARAT_FITS=fits)
        for fits, model in asked
    ]
    assert all(run.returncode for run in runs)
    return [said(run) for run in runs]
