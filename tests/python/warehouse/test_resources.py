"""How many cores and how much memory a build takes, and what it says where that is too little."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, Build, run_dbt

from karat.resources import SettingError, cores, device, family_seconds, memory_limit, threads

PROJECT_FILE = {
    "name": "bounded",
    "profile": "karat",
    "model-paths": ["models"],
    "macro-paths": ["macros"],
    "on-run-end": ["{{ say_when_the_memory_is_full(results) }}"],
}

MODELS = {
    "bounds": "select current_setting('threads') as bound, current_setting('memory_limit') as most",
    # A list of everything is one value, which can't be put on the disk.
    "greedy": "select list(md5(number::varchar)) as texts from range(5000000) as numbers (number)",
}


@pytest.fixture
def bounded(tmp_path: Path) -> Path:
    """A project of two models: what DuckDB is bound to, and one that wants half a gigabyte."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "macros").mkdir()
    shutil.copy(PROJECT / "macros/publication/say_when_the_memory_is_full.sql", project / "macros")
    shutil.copy(PROJECT / "profiles.yml", project)
    (project / "dbt_project.yml").write_text(yaml.safe_dump(PROJECT_FILE))
    for name, sql in MODELS.items():
        (project / f"models/{name}.sql").write_text(
            f"{{{{ config(materialized='table') }}}}\n{sql}"
        )
    return project


def run(bounded: Path, *selection: str, **settings: str) -> Build:
    return run_dbt(bounded.parent, "run", *selection, project=bounded, **settings)


def test_threads_are_the_machines_cores_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARAT_THREADS", raising=False)
    assert threads() == cores() >= 1
    monkeypatch.setenv("KARAT_THREADS", " 3 ")
    assert threads() == 3


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "many"])
def test_threads_that_are_no_number_are_refused_with_what_to_set(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_THREADS", text)
    with pytest.raises(SettingError, match=re.escape(f"KARAT_THREADS is '{text}'")) as error:
        threads()
    assert "whole number of 1 or more" in str(error.value)


def test_families_take_their_time_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARAT_FAMILY_SECONDS", raising=False)
    assert family_seconds("cox") is None
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", "xgboost=60")
    assert (family_seconds("cox"), family_seconds("xgboost")) == (None, 60)
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", " 1800  xgboost=60 ")
    assert (family_seconds("cox"), family_seconds("xgboost")) == (1800, 60)


@pytest.mark.parametrize("text", ["-1", "2.5", "xgboost", "xgboost=", "1800,60"])
def test_seconds_that_are_no_number_are_refused_with_what_to_set(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_FAMILY_SECONDS", text)
    with pytest.raises(SettingError, match="or to both: 1800 xgboost=60"):
        family_seconds("cox")


def test_neural_families_compute_on_the_cpu_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARAT_DEVICE", raising=False)
    assert device() == "cpu"
    monkeypatch.setenv("KARAT_DEVICE", " cuda:1 ")
    assert device() == "cuda:1"


@pytest.mark.parametrize("text", ["gpu", "cuda:", "CPU", "cpu:0"])
def test_a_device_that_is_none_is_refused_with_what_to_set(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_DEVICE", text)
    with pytest.raises(SettingError, match="leave it unset for cpu"):
        device()


def test_memory_is_duckdbs_choice_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARAT_MEMORY", raising=False)
    assert memory_limit() is None
    for size in ("4GB", "1.5 gb", "512MiB"):
        monkeypatch.setenv("KARAT_MEMORY", size)
        assert memory_limit() == size


@pytest.mark.parametrize("text", ["4", "lots", "0GB", "-1GB", "80%"])
def test_memory_that_is_no_size_is_refused_with_what_to_set(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARAT_MEMORY", text)
    with pytest.raises(SettingError, match="a number with its unit, such as 4GB"):
        memory_limit()


def test_a_build_keeps_to_its_bounds(bounded: Path) -> None:
    build = run(bounded, "--select", "bounds", KARAT_THREADS="3", KARAT_MEMORY="300MiB").passed()
    with build.connect() as connection:
        assert connection.sql("from main.bounds").fetchall() == [(3, "300.0 MiB")]
    assert "Concurrency: 2 threads" in build.output


def test_one_thread_is_one_model_at_a_time(bounded: Path) -> None:
    build = run(bounded, "--select", "bounds", KARAT_THREADS="1").passed()
    assert "Concurrency: 1 threads" in build.output


def test_a_setting_that_cannot_work_stops_a_build_at_its_start(bounded: Path) -> None:
    build = run(bounded, "--select", "bounds", KARAT_MEMORY="lots")
    assert build.returncode != 0
    assert "KARAT_MEMORY is 'lots', which is no size." in build.output


def test_too_little_memory_says_what_to_set(bounded: Path) -> None:
    build = run(bounded, "--select", "greedy", KARAT_MEMORY="100MiB", KARAT_THREADS="1")
    assert build.returncode != 0
    said = " ".join(build.output.split())
    assert "too little memory at greedy: DuckDB may hold KARAT_MEMORY=100MiB." in said
    assert "Set KARAT_MEMORY higher" in said
    assert "karat.duckdb.tmp, so KARAT_WAREHOUSE wants a disk with room" in said
