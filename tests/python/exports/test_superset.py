"""Superset beside a running build: `make superset-test`, which installs it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import pytest
from browser import WIDE, Browser
from conftest import MODELS_ONLY, PROJECT, Build, run_dbt, start_dbt
from test_superset_bundle import CHARTS

from karat.demo import write_demo_export

pytestmark = [
    pytest.mark.build,
    pytest.mark.skipif(
        not os.environ.get("KARAT_TEST_SUPERSET"), reason="only make superset-test runs Superset"
    ),
]

PASSWORD = secrets.token_urlsafe(12)
READERS = 4


def _export(folder: Path, remainder: int) -> Path:
    """Cut one in fifteen customers out of the demo export."""
    write_demo_export(whole := folder / "whole.csv")
    path = folder / f"customers_{remainder}.csv"
    duckdb.execute(
        f"copy (from read_csv('{whole}', all_varchar = true) "
        f"where hash(FullName) % 15 = {remainder}) to '{path}' (header)"
    )
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("shop")
    return run_dbt(folder, *MODELS_ONLY, sales=_export(folder, 0)).passed()


@pytest.fixture(scope="module")
def address(built: Build) -> Iterator[str]:
    """Run Superset over the published file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = built.folder / "superset.log"
    with log.open("w") as output:
        running = subprocess.Popen(
            [
                *(sys.executable, "-m", "bi.superset", "--port", str(port)),
                *("--home", str(built.folder / "superset")),
            ],
            cwd=PROJECT,
            env=os.environ
            | {"KARAT_PUBLISHED": str(built.published), "KARAT_SUPERSET_PASSWORD": PASSWORD},
            stdout=output,
            stderr=output,
        )
    try:
        until = time.monotonic() + 300
        while not _is_up(f"http://127.0.0.1:{port}"):
            assert running.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < until, log.read_text()[-3000:]
            time.sleep(1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(30)


def _is_up(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health").status_code == 200
    except httpx2.HTTPError:
        return False


@contextmanager
def _signed_in(address: str) -> Iterator[httpx2.Client]:
    who = {"username": "admin", "password": PASSWORD, "provider": "db", "refresh": False}
    with httpx2.Client(base_url=address, timeout=60) as client:
        answer = client.post("/api/v1/security/login", json=who).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


@dataclass
class Reader:
    """Asks the chart API for the metrics of one table after the other."""

    address: str
    answers: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def ask(self, client: httpx2.Client, dataset: dict[str, Any]) -> None:
        began = time.monotonic()
        answer = client.post(
            "/api/v1/chart/data",
            json={
                "datasource": {"id": dataset["id"], "type": "table"},
                "queries": [{"metrics": dataset["metrics"], "columns": [], "row_limit": 1}],
                "force": True,
            },
        )
        if answer.status_code != 200 or answer.json()["result"][0]["error"]:
            self.failures.append(answer.text[:500])
        else:
            row = answer.json()["result"][0]["data"][0]
            self.answers.append((time.monotonic() - began, {"table": dataset["name"], **row}))

    def read_until(self, done: threading.Event) -> None:
        with _signed_in(self.address) as client:
            datasets = _datasets(client)
            while not done.is_set():
                for dataset in datasets:
                    self.ask(client, dataset)


def _datasets(client: httpx2.Client) -> list[dict[str, Any]]:
    listed = client.get("/api/v1/dataset/").raise_for_status().json()["result"]
    datasets = []
    for dataset in listed:
        answer = client.get(f"/api/v1/dataset/{dataset['id']}").raise_for_status().json()["result"]
        datasets.append(
            {
                "id": answer["id"],
                "name": answer["table_name"],
                "metrics": [metric["metric_name"] for metric in answer["metrics"]],
                "columns": answer["columns"],
            }
        )
    return datasets


def _count_sales(build: Build) -> int:
    with build.connect_published() as reader:
        return int(reader.sql("select count(*) from marts.fct_sales").fetchall()[0][0])


def test_the_tables_are_there_with_what_their_columns_mean(address: str) -> None:
    with _signed_in(address) as client:
        datasets = _datasets(client)
    assert len(datasets) == 7
    for dataset in datasets:
        assert len(dataset["columns"]) > 5, dataset["name"]
        if dataset["name"] != "run_history":
            assert any(column["description"] for column in dataset["columns"]), dataset["name"]


def test_nothing_but_the_published_file_can_be_read(address: str, built: Build) -> None:
    with _signed_in(address) as client:
        for query, refused in (
            ("select count(*) as n from marts.fct_sales", False),
            (f"select * from read_text('{built.folder}/superset.log')", True),
            (f"attach '{built.warehouse}' as warehouse (read_only)", True),
            ("create table marts.mine as select 1", True),
        ):
            answer = client.post(
                "/api/v1/sqllab/execute/",
                json={"database_id": 1, "sql": query, "runAsync": False},
                headers={"X-CSRFToken": _csrf(client), "Referer": address},
            )
            assert (answer.status_code != 200) == refused, (query, answer.text[:500])


def _csrf(client: httpx2.Client) -> str:
    return str(client.get("/api/v1/security/csrf_token/").json()["result"])


def test_charts_answer_while_a_build_runs_and_show_what_it_publishes(
    address: str, built: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    old = _count_sales(built)
    export = _export(built.folder, 1)
    done = threading.Event()
    readers = [Reader(address) for _ in range(READERS)]
    threads = [threading.Thread(target=reader.read_until, args=[done]) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        time.sleep(10)
        began = time.monotonic()
        building = start_dbt(built.folder, *MODELS_ONLY, sales=export)
        output, _ = building.communicate()
        seconds = time.monotonic() - began
        assert building.returncode == 0, output[-3000:]
        time.sleep(10)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    new = _count_sales(built)
    assert old != new
    assert [failure for reader in readers for failure in reader.failures] == []
    for reader in readers:
        counts = [answer["sales"] for _, answer in reader.answers if answer["table"] == "fct_sales"]
        assert counts[0] == old
        assert counts[-1] == new
        assert sorted(counts, key=[old, new].index) == counts, "an old publication came back"
    times = sorted(seconds for reader in readers for seconds, _ in reader.answers)
    with capsys.disabled():
        print(
            f"\nA build of {seconds:.0f} s: {len(times)} answers to {READERS} readers, none failed;"
            f" median {times[len(times) // 2]:.2f} s, longest {times[-1]:.2f} s;"
            f" sales {old} before, {new} after."
        )


def test_every_chart_of_the_dashboard_is_drawn(
    address: str, browser: Browser, built: Build
) -> None:
    browser.open(f"{address}/login/")
    browser.wait_for("!!document.querySelector('#username')", 60)
    browser.type("#username", "admin")
    browser.type("#password", PASSWORD)
    browser.run("document.querySelector('button[type=submit]').click()")
    browser.wait_for("!location.pathname.startsWith('/login')", 60)
    browser.open(f"{address}/superset/dashboard/karat/?standalone=2")
    # Superset draws what is in the window, so the window is as high as the dashboard.
    browser.ask(
        "Emulation.setDeviceMetricsOverride",
        **{"width": WIDE, "height": 2900, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.wait_for(
        "[...document.querySelectorAll('[data-test=chart-grid-component]')].filter(chart =>"
        f" chart.querySelector('canvas, tbody td, .header-line')).length === {len(CHARTS)}",
        120,
    )
    time.sleep(2)  # for the bars to have grown
    picture = browser.ask("Page.captureScreenshot", format="png")
    (built.folder / "dashboard.png").write_bytes(b64decode(picture["data"]))
    assert browser.run("document.querySelectorAll('.ant-alert-error').length") == 0
    assert browser.run("document.body.textContent.includes('No data')") is False
