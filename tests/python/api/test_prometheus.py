"""A real Prometheus over a real service: `make prometheus-test`, or where Debian's package is."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from api_shop import publish_shop, serving, settings_for, until
from conftest import PROJECT

RULES = PROJECT / "bi/prometheus"
METRICS_TOKEN = "a-token-for-metrics"
MONITORING = """
create schema monitoring;
create table monitoring.nights as select date '2025-03-31' as night;
create table monitoring.alarms (night date, rule varchar);
create table monitoring.run_history as select 'a' as run_id,
    cast(now() at time zone 'UTC' as timestamp) as ended_at, ended_at as started_at,
    0 as warned_count;
"""
ALARM = "insert into monitoring.alarms values ('2025-03-31', 'lost_month');"


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not on this machine (apt-get install prometheus)")
    return path


def test_the_alerts_pass_their_unit_tests() -> None:
    done = subprocess.run(
        [_program("promtool"), "test", "rules", RULES / "alerts_test.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _prometheus(folder: Path, target: str) -> Iterator[httpx2.Client]:
    """Run Prometheus with the shipped configuration, but for the address and its patience."""
    config = yaml.safe_load((RULES / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"] = dict.fromkeys(config["global"], "200ms")
    config["rule_files"] = [str(RULES / name) for name in config["rule_files"]]
    (scrape,) = config["scrape_configs"]
    scrape["static_configs"][0]["targets"] = [target]
    scrape["authorization"] = {"credentials": METRICS_TOKEN}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with (folder / "prometheus.log").open("w") as log:
        running = subprocess.Popen(
            [
                *(_program("prometheus"), f"--config.file={folder / 'prometheus.yml'}"),
                *(f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={address}"),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        with httpx2.Client(base_url=f"http://{address}/api/v1") as client:
            until(lambda: _is_up(client))
            yield client
    finally:
        running.terminate()
        running.wait(timeout=20)


def _is_up(client: httpx2.Client) -> bool:
    try:
        return client.get("/status/runtimeinfo").status_code == 200
    except httpx2.TransportError:
        return False


def _firing(client: httpx2.Client) -> dict[str, Any]:
    alerts = client.get("/alerts").json()["data"]["alerts"]
    return {
        alert["labels"]["alertname"]: (alert["labels"], alert["annotations"])
        for alert in alerts
        if alert["state"] == "firing"
    }


def test_an_alert_fires_and_is_resolved(tmp_path: Path) -> None:
    _program("prometheus")
    published = publish_shop(tmp_path / "published.duckdb", then=MONITORING + ALARM)
    settings = settings_for(tmp_path, metrics_tokens=(METRICS_TOKEN,))
    with (
        serving(settings) as service,
        _prometheus(tmp_path, service.removeprefix("http://")) as client,
    ):
        until(lambda: "KaratAlarm" in _firing(client))
        labels, annotations = _firing(client)["KaratAlarm"]
        assert labels["rule"] == "lost_month"
        assert annotations["summary"] == (
            "Monitoring raised 1 alarms of the rule lost_month last night."
        )
        (target,) = client.get("/targets").json()["data"]["activeTargets"]
        assert (target["health"], target["lastError"]) == ("up", "")
        publish_shop(published, "mended", MONITORING)
        until(lambda: "KaratAlarm" not in _firing(client))
        query = {"query": 'karat_alarms{rule="lost_month"}'}
        (series,) = client.get("/query", params=query).json()["data"]["result"]
        assert series["value"][1] == "0"
        # What it fired is kept in Prometheus' own history, and has ended.
        history = {"query": 'count_over_time(ALERTS{alertname="KaratAlarm"}[1m])'}
        assert client.get("/query", params=history).json()["data"]["result"]
        now = {"query": 'ALERTS{alertname="KaratAlarm"}'}
        assert client.get("/query", params=now).json()["data"]["result"] == []
