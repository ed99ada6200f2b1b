"""Fits told to MLflow and to Weights & Biases: `make tracking-test` lets real ones hear them."""

from __future__ import annotations

import importlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from browser import Browser
from conftest import Build

from karat.tracking import track
from karat.tracking.fits import read_fits

SERVER = os.environ.get("KARAT_TEST_MLFLOW")
"""The program of an MLflow with its server, in an environment of its own."""

PUBLICATION = """
create schema monitoring;
create schema evaluation;
create table monitoring.model_registry as
select
    version, is_active, number as first_activation_number, null::varchar as compared_with,
    date '2024-01-01' as trained_from, date '2025-03-31' as trained_until, 100 as sale_count,
    40 as customer_count, 'aa' as sales_fingerprint, 'bb' as parameters_fingerprint,
    '{"top_k": 10, "validation_start": "2024-10-01"}' as settings,
    date '2024-10-01' as validation_start, 90 as judged_horizon_days,
    'blend' as next_purchase_model, value as next_purchase_validation_value,
    null::double as next_purchase_test_value, 1e-2 as next_purchase_lead,
    'als' as next_items_model, 2e-3 as next_items_validation_value,
    1e-3 as next_items_test_value, 0e0 as next_items_lead, true as is_synthetic
from (values ('v1', false, 1, 5e-2), ('v2', true, 2, 6e-2)) as versions (
    version, is_active, number, value
);
create table evaluation.model_leaderboard as
select
    task, 'validation' as split_name, model_name, metric_value, true as is_champion
from (values ('next_purchase', 'blend', 6e-2), ('next_items', 'als', 2e-3)) as champions (
    task, model_name, metric_value
);
create table evaluation.next_purchase_metrics as
select
    'test' as split_name, 'blend' as model_name, metric_name, horizon_days, metric_value
from (values
    ('brier_skill', 30, 25e-2), ('predicted_to_actual', 30, 'inf'::double), ('mae', null, 9e0)
) as metrics (metric_name, horizon_days, metric_value);
create table evaluation.next_item_metrics as
select
    'test' as split_name, 'als' as model_name, 'item' as item_level, 'precision' as metric_name,
    10 as k, 1e-3 as metric_value;
create table evaluation.value_metrics as
select
    'test' as split_name, 'base_spend' as model_name, 'spend_skill' as metric_name,
    90 as horizon_days, 5e-1 as metric_value;
create table evaluation.family_health as select 'blend' as model_name, true as is_healthy;
create table monitoring.next_purchase_calibration as select 'blend' as model_name, 1 as decile;
"""

GO_BACK = "update monitoring.model_registry set is_active = not is_active"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    with duckdb.connect(str(path := tmp_path / "published.duckdb")) as connection:
        connection.execute(PUBLICATION)
    return path


def go_back(published: Path) -> None:
    """Make the first version the active one, as make rollback does."""
    with duckdb.connect(str(published)) as connection:
        connection.execute(GO_BACK)


class TestFits:
    def test_every_version_is_told_and_the_families_of_the_last(self, published: Path) -> None:
        first, second = read_fits(published)
        assert (first.version, first.is_active) == ("v1", False)
        assert (first.families, first.tables) == ((), None)
        assert second.is_active
        assert second.parameters["settings.top_k"] == "10"
        assert second.parameters["parameters_fingerprint"] == "bb"
        assert "next_purchase_test_value" not in second.metrics
        told = {
            f"{family.task}/{family.model_name}/{name}": value
            for family in second.families
            for name, value in family.metrics.items()
        }
        assert told == {  # an infinity is none that a tracker could hold
            "customer_value/base_spend/test/spend_skill_90d": 0.5,
            "next_items/als/test/item/precision_at_10": 0.001,
            "next_purchase/blend/test/brier_skill_30d": 0.25,
            "next_purchase/blend/test/mae": 9.0,
        }

    def test_after_going_back_the_figures_are_still_those_of_the_version_that_was_judged(
        self, published: Path
    ) -> None:
        go_back(published)
        first, second = read_fits(published)
        assert (first.is_active, bool(first.families)) == (True, False)
        assert (second.is_active, bool(second.families)) == (False, True)

    def test_a_real_build_tells_its_fit_and_nothing_of_a_customer(self, small: Build) -> None:
        (fit,) = read_fits(small.published)
        assert fit.is_active
        assert {family.task for family in fit.families} == {
            "next_purchase",
            "next_items",
            "customer_value",
        }
        assert fit.tables is not None
        assert not [table for table, text in fit.tables.items() if "customer_id" in text]


class TestNobodyAsked:
    def test_nothing_is_imported(self) -> None:
        asked = (
            "import sys; from karat.terminal.tools import tell_tools; assert tell_tools(0) == [];"
            " print([name for name in sys.modules if name.startswith(('mlflow', 'wandb'))])"
        )
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KARAT_", "MLFLOW_", "WANDB_"))
        }
        said = subprocess.check_output([sys.executable, "-c", asked], env=environment, text=True)
        assert said.strip() == "[]"

    @pytest.mark.parametrize(
        ("variable", "name", "module"),
        [
            ("MLFLOW_TRACKING_URI", "MLflow", "mlflow"),
            ("WANDB_PROJECT", "Weights & Biases", "wandb"),
        ],
    )
    def test_a_client_that_is_missing_fails_no_run(
        self,
        published: Path,
        monkeypatch: pytest.MonkeyPatch,
        variable: str,
        name: str,
        module: str,
    ) -> None:
        monkeypatch.chdir(published.parent)
        monkeypatch.setenv(variable, "karat")
        monkeypatch.setitem(sys.modules, module, None)
        (said,) = track(published)
        assert said.startswith(f"{name} was not told of the fits")
        assert "make tracking installs it" in said


def until(happens: Any, seconds: float = 120) -> None:
    """Wait for something to become true, or fail."""
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run MLflow with a store of its own."""
    if not SERVER:
        pytest.skip("only make tracking-test runs MLflow's server")
    pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")
    folder = tmp_path_factory.mktemp("mlflow")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("w") as log:
        running = subprocess.Popen(
            [
                *(SERVER, "server", "--port", str(port), "--workers", "1"),
                *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
                *("--artifacts-destination", str(folder / "artifacts")),
            ],
            cwd=folder,
            env=os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true"},
            stdout=log,
            stderr=log,
        )

    def is_up() -> bool:
        assert running.poll() is None, (folder / "server.log").read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        until(is_up)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=30)


class TestMlflow:
    def test_versions_are_told_once_and_the_champion_follows(
        self, server: str, published: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mlflow = importlib.import_module("mlflow")
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
        client = mlflow.MlflowClient(server)

        def champion() -> str:
            return str(client.get_model_version_by_alias("karat", "champion").tags["karat.version"])

        assert track(published) == []
        assert champion() == "v2"
        experiment = client.get_experiment_by_name("karat").experiment_id
        runs = {run.info.run_name: run for run in client.search_runs([experiment])}
        assert set(runs) == {
            *("v1", "v2", "next_purchase blend v2", "next_items als v2"),
            "customer_value base_spend v2",
        }
        run = runs["v2"]
        assert run.data.params["sales_fingerprint"] == "aa"
        assert run.data.metrics["next_purchase_validation_value"] == 0.06
        assert {file.path for file in client.list_artifacts(run.info.run_id, "tables")} >= {
            "tables/evaluation.model_leaderboard.csv"
        }
        child = runs["next_purchase blend v2"]
        assert child.data.tags["mlflow.parentRunId"] == run.info.run_id
        assert child.data.metrics == {"test/brier_skill_30d": 0.25, "test/mae": 9.0}

        go_back(published)
        assert track(published) == []
        assert champion() == "v1"
        assert len(client.search_runs([experiment])) == len(runs)
        assert len(client.search_model_versions("name = 'karat'")) == 2

    def test_a_person_sees_the_champion(
        self, server: str, browser: Browser, tmp_path: Path
    ) -> None:
        browser.open(f"{server}/#/models/karat")
        browser.wait_for("document.body.innerText.includes('champion')", seconds=60)
        if folder := os.environ.get("KARAT_TEST_PICTURES"):
            browser.screenshot(Path(folder, "mlflow_model.png"))
            browser.open(f"{server}/#/experiments/1/runs")
            browser.wait_for("document.body.innerText.includes('v2')", seconds=60)
            browser.screenshot(Path(folder, "mlflow_runs.png"))

    def test_a_server_that_is_down_fails_no_run(
        self, published: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")
        monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
        (said,) = track(published)
        assert "The next run tells it" in said


BLOCK, HEADER = 32_768, 7


def wandb_records(path: Path) -> Iterator[Any]:
    """Read W&B's own file of an offline run: a log of LevelDB's form, which its client can't read.

    Blocks of 32 KB hold pieces, each behind a checksum, its length and whether it is a whole
    record (1), a first (2), a middle (3) or a last (4) piece of one. The file begins with a header
    as long as a piece's.
    """
    internal = importlib.import_module("wandb.proto.wandb_internal_pb2")
    data, at, record = path.read_bytes(), HEADER, b""
    assert data[:4] == b":W&B"
    while at + HEADER <= len(data):
        left = BLOCK - at % BLOCK
        if left < HEADER:
            at += left
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        record += data[at + HEADER : at + HEADER + length]
        at += HEADER + length
        if kind in (1, 4):
            yield internal.Record.FromString(record)
            record = b""


def test_an_offline_run_of_wandb_is_read_back(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wandb", reason="wandb is not installed")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_PROJECT", "karat")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.setenv("WANDB_DATA_DIR", str(tmp_path / "staged"))
    monkeypatch.setenv("WANDB_CACHE_DIR", str(tmp_path / "cache"))
    assert track(published) == []
    (path,) = tmp_path.glob("wandb/offline-run-*-v2/*.wandb")
    records = list(wandb_records(path))
    kinds = [record.WhichOneof("record_type") for record in records]
    run = records[kinds.index("run")].run
    config = {item.key: json.loads(item.value_json) for item in run.config.update}
    assert (run.run_id, run.project) == ("v2", "karat")
    assert config["parameters_fingerprint"] == "bb"
    history = records[kinds.index("history")].history
    logged = {
        item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in history.item
    }
    assert logged["next_purchase/blend/test/brier_skill_30d"] == 0.25
    assert logged["next_purchase_validation_value"] == 0.06
    artifact = records[kinds.index("artifact")].artifact
    assert {"v2", "champion"} <= set(artifact.aliases)
    assert "exit" in kinds
    assert run.host in ("", "karat")  # not that of this machine

    assert track(published) == []  # nothing is told twice
    assert len(list(tmp_path.glob("wandb/offline-run-*"))) == 2
    go_back(published)
    assert track(published) == []
    assert len(list(tmp_path.glob("wandb/offline-run-*-v1"))) == 2
    told = json.loads((tmp_path / "wandb" / "karat-told-karat.json").read_text("utf-8"))
    assert told == {"fits": ["v1", "v2"], "champion": "v1"}
