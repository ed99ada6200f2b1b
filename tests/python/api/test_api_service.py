"""The service as it runs: settings, publications that come and go, loads, its own description."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from api_shop import (
    AUTHORIZED,
    CUSTOMERS,
    LOOKUP_TOKEN,
    SOLD_OUT,
    TOKEN,
    publish_shop,
    serving,
    settings_for,
    until,
    until_ready,
)
from starlette.types import Message, Receive, Scope, Send

from karat.api import __main__ as program
from karat.api import keeper
from karat.api.app import create_app
from karat.api.middleware import Observe
from karat.api.settings import Settings, SettingsError, read_settings
from karat.api.shown import ShownLog

ANN = CUSTOMERS[0]


class TestSettings:
    def test_defaults_serve_this_machine(self) -> None:
        settings = read_settings({"KARAT_API_TOKEN": "one, two"})
        assert settings == Settings(Path("warehouse/published.duckdb"), ("one", "two"))
        assert (settings.host, settings.port) == ("127.0.0.1", 8000)

    def test_everything_can_be_told(self) -> None:
        assert read_settings(
            {
                "KARAT_PUBLISHED": "a/b.duckdb",
                "KARAT_API_TOKEN": "t",
                "KARAT_API_HOST": "0.0.0.0",
                "KARAT_API_PORT": "80",
                "KARAT_API_POLL_SECONDS": "0.5",
                "KARAT_API_SHOWN_LOG": "shown.jsonl",
                "KARAT_API_EXPLORATION": "0.1",
                "KARAT_API_EXPLORATION_SEED": "spring",
                "KARAT_API_LOOKUP_TOKEN": "u, v",
                "KARAT_API_METRICS_TOKEN": "w",
                "KARAT_API_LOOKUPS_PER_MINUTE": "600",
                "KARAT_SALT": "s",
            }
        ) == Settings(
            *(Path("a/b.duckdb"), ("t",), "0.0.0.0", 80, 0.5, Path("shown.jsonl")),
            *(0.1, "spring", ("u", "v"), ("w",), 600, "s"),
        )

    def test_tokens_are_not_printed(self) -> None:
        told = {"KARAT_API_TOKEN": "hush-1", "KARAT_SALT": "hush-2"}
        assert "hush" not in repr(read_settings({**told, "KARAT_API_LOOKUP_TOKEN": "hush-3"}))

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
    def test_open_use_is_for_this_machine(self, host: str) -> None:
        assert read_settings({"KARAT_API_OPEN": "1", "KARAT_API_HOST": host}).tokens == ()

    @pytest.mark.parametrize(
        ("environment", "sentence"),
        [
            ({}, "KARAT_API_TOKEN is not set"),
            ({"KARAT_API_TOKEN": " , "}, "KARAT_API_TOKEN is not set"),
            ({"KARAT_API_OPEN": "yes"}, "set KARAT_API_OPEN=1"),
            ({"KARAT_API_OPEN": "1", "KARAT_API_HOST": "0.0.0.0"}, "open to others"),
            ({"KARAT_API_OPEN": "1", "KARAT_API_HOST": "shop.kz"}, "open to others"),
            ({"KARAT_API_TOKEN": "секрет"}, "Use Latin letters"),
            ({"KARAT_API_TOKEN": "a b"}, "has a space"),
            (
                {"KARAT_API_TOKEN": "t", "KARAT_API_LOOKUP_TOKEN": "a b"},
                "KARAT_API_LOOKUP_TOKEN has a space",
            ),
            (
                {"KARAT_API_TOKEN": "s, t", "KARAT_API_LOOKUP_TOKEN": "u, t"},
                "LOOKUP_TOKEN has a token of KARAT_API_TOKEN",
            ),
            (
                {"KARAT_API_TOKEN": "s, t", "KARAT_API_METRICS_TOKEN": "t"},
                "METRICS_TOKEN has a token of KARAT_API_TOKEN, so whoever watches",
            ),
            (
                {"KARAT_API_TOKEN": "t", "KARAT_API_LOOKUPS_PER_MINUTE": "199"},
                "a number of 200 to 100000",
            ),
            ({"KARAT_API_TOKEN": "t", "KARAT_API_PORT": "http"}, "KARAT_API_PORT=http can't work"),
            ({"KARAT_API_TOKEN": "t", "KARAT_API_PORT": "65536"}, "a number of 1 to 65535"),
            ({"KARAT_API_TOKEN": "t", "KARAT_API_POLL_SECONDS": "0"}, "0.01 to 3600"),
            ({"KARAT_API_TOKEN": "t", "KARAT_API_POLL_SECONDS": "nan"}, "can't work"),
        ],
    )
    def test_what_can_not_work_is_said(self, environment: dict[str, str], sentence: str) -> None:
        with pytest.raises(SettingsError, match=sentence):
            read_settings(environment)


class TestProgram:
    @pytest.mark.parametrize(
        ("told", "sentence"),
        [
            ({}, "KARAT_API_TOKEN is not set"),
            (
                {"KARAT_API_TOKEN": "t", "KARAT_API_SHOWN_LOG": "/dev/null/shown.jsonl"},
                "KARAT_API_SHOWN_LOG: /dev/null can't be written",
            ),
        ],
    )
    def test_it_says_why_it_does_not_start(self, told: dict[str, str], sentence: str) -> None:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("KARAT_")
        }
        ended = subprocess.run(
            [sys.executable, "-m", "karat.api"],
            env=environment | told,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1
        assert ended.stderr.startswith(sentence)
        assert "Traceback" not in ended.stderr

    def test_it_serves_until_told_to_stop(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        publish_shop(tmp_path / "published.duckdb")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        for name, value in {
            "KARAT_PUBLISHED": str(tmp_path / "published.duckdb"),
            "KARAT_API_OPEN": "1",
            "KARAT_API_PORT": str(port),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        monkeypatch.setattr(logging.getLogger(), "level", logging.WARNING)
        monkeypatch.setattr(program, "SWITCH_SECONDS", sys.getswitchinterval())
        answers: list[httpx2.Response] = []

        def ask() -> None:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:

                def ready() -> bool:
                    try:
                        return client.get("/ready").status_code == 200
                    except httpx2.TransportError:
                        return False

                try:
                    until(ready)
                    answers.append(client.get(f"/v1/customers/{ANN}/next-items"))
                finally:
                    os.kill(os.getpid(), signal.SIGINT)

        asking = threading.Thread(target=ask)
        asking.start()
        program.main()
        asking.join()
        assert answers[0].status_code == 200
        said = capsys.readouterr()
        (shown,) = [json.loads(line) for line in said.out.splitlines()]
        assert (shown["list"], shown["customer_id"]) == ("next_items", ANN)
        every = [json.loads(line) for line in said.err.splitlines()]
        log = [line["message"] for line in every if not line["logger"].startswith("httpx")]
        assert any(message.startswith("taken up: version") for message in log)
        assert ANN not in str(log)

    def test_its_log_is_json_to_the_last_exception(self) -> None:
        try:
            raise ValueError("was soll's")
        except ValueError:
            record = logging.LogRecord("a", 40, "f", 1, "failed %s", ("r-1",), sys.exc_info())
        line = json.loads(program.JsonFormatter().format(record))
        assert (line["level"], line["message"]) == ("error", "failed r-1")
        assert "was soll's" in line["exception"]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx2.Client]:
    """Serve a folder in which nothing is published yet."""
    monkeypatch.setattr(keeper, "RETRY_SECONDS", 0.05)
    with (
        serving(settings_for(tmp_path)) as address,
        httpx2.Client(base_url=address, headers=AUTHORIZED) as client,
    ):
        yield client


class TestTakingUp:
    def test_it_waits_for_the_first_publication(
        self, service: httpx2.Client, tmp_path: Path
    ) -> None:
        until(lambda: "no published file" in service.get("/ready").text)
        for path in ("/ready", "/version", f"/v1/customers/{ANN}/next-purchase", "/v1/customers"):
            answer = service.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"] == "urn:karat:problem:not-ready"
            assert "Run dbt build" in answer.json()["detail"]
            assert int(answer.headers["Retry-After"]) > 0
        assert service.get("/health").status_code == 200
        metrics = service.get("/metrics").text
        assert "karat_api_ready 0.0" in metrics
        assert "karat_predictions_age_days " not in metrics
        publish_shop(tmp_path / "published.duckdb")
        until_ready(service)
        assert service.get(f"/v1/customers/{ANN}/next-purchase").status_code == 200

    def test_a_damaged_file_leaves_what_is_served(
        self, service: httpx2.Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        published = publish_shop(tmp_path / "published.duckdb")
        until_ready(service)
        version = service.get("/version").json()["version"]
        published.write_bytes(published.read_bytes()[:20_000])
        failed = "karat_publications_failed_total 0.0"
        until(lambda: failed not in service.get("/metrics").text)
        assert service.get("/version").json()["version"] == version
        assert service.get("/ready").status_code == 200
        assert "not taken up" in caplog.text
        published.unlink()
        assert service.get(f"/v1/customers/{ANN}/next-items").status_code == 200
        publish_shop(published, "mended")
        until(lambda: service.get("/version").json()["version"] != version)

    def test_a_file_that_can_not_be_read_is_said_until_it_can(
        self, service: httpx2.Client, tmp_path: Path
    ) -> None:
        (tmp_path / "published.duckdb").write_text("half a fi")
        until(lambda: "can't be opened" in service.get("/ready").text)
        assert service.get("/ready").status_code == 503
        publish_shop(tmp_path / "published.duckdb")
        until_ready(service)

    def test_what_nobody_foresaw_does_not_end_the_watch(
        self, service: httpx2.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(keeper, "Store", {}.__getitem__)
            publish_shop(tmp_path / "published.duckdb")
            failed = "karat_publications_failed_total 0.0"
            until(lambda: failed not in service.get("/metrics").text)
            answer = service.get("/ready")
            assert answer.status_code == 503
            assert str(tmp_path) not in answer.text
        until_ready(service)

    def test_nothing_stays_behind(
        self, service: httpx2.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(temporary))
        publish_shop(tmp_path / "published.duckdb")
        until_ready(service)
        publish_shop(tmp_path / "published.duckdb", "next")
        until(lambda: "taken_up_total 2.0" in service.get("/metrics").text)
        assert list(temporary.iterdir()) == []

    def test_ten_publications_under_load_fail_no_request(
        self, service: httpx2.Client, tmp_path: Path
    ) -> None:
        published = publish_shop(tmp_path / "published.duckdb", "0")
        until_ready(service)
        done = threading.Event()
        failures: list[object] = []
        seen: list[list[str]] = []

        def ask(path: str) -> None:
            editions: list[str] = []
            seen.append(editions)
            with httpx2.Client(base_url=service.base_url, headers=AUTHORIZED) as client:
                while not done.is_set():
                    try:
                        answer = client.get(path)
                        if answer.status_code != 200:
                            failures.append(answer)
                        elif not editions or editions[-1] != answer.json()["version"]:
                            editions.append(answer.json()["version"])
                    except httpx2.HTTPError as error:
                        failures.append(error)

        paths = [
            f"/v1/customers/{ANN}/next-purchase",
            f"/v1/customers/{ANN}/next-items",
            f"/v1/items/{SOLD_OUT}/similar",
            "/v1/customers?items=3&limit=30",
        ]
        asking = [threading.Thread(target=ask, args=(path,)) for path in paths]
        for thread in asking:
            thread.start()
        try:
            versions = [service.get("/version").json()["version"]]
            for edition in range(1, 11):
                publish_shop(published, str(edition))
                until(lambda: service.get("/version").json()["version"] not in versions)
                versions.append(service.get("/version").json()["version"])
            until(lambda: all(editions[-1:] == versions[-1:] for editions in seen))
        finally:
            done.set()
            for thread in asking:
                thread.join()
        assert failures == []
        assert len(set(versions)) == 11
        for editions in seen:
            order = [versions.index(edition) for edition in editions]
            assert order == sorted(set(order)), "an older version came back"
            assert len(order) > 5

    def test_shutting_down_ends_the_copying(self, tmp_path: Path) -> None:
        """Readers need a second to copy, and the service less to stop."""
        publish_shop(tmp_path / "published.duckdb")
        with serving(settings_for(tmp_path)) as address:
            assert httpx2.get(f"{address}/ready").status_code == 503
        assert not list(tmp_path.glob("*.sqlite"))


class TestServer:
    def test_what_is_too_long_is_refused_before_it_is_a_request(
        self, service: httpx2.Client
    ) -> None:
        assert service.get(f"/v1/customers?category={'x' * 50_000}").status_code == 422
        with socket.create_connection(("127.0.0.1", service.base_url.port or 0)) as connection:
            connection.settimeout(20)
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nX-Long: ")
            with suppress(ConnectionError):
                for _ in range(1_000):
                    connection.sendall(b"x" * 10_000)
            # Whoever goes on writing may find the connection reset before reading why.
            with suppress(ConnectionError):
                assert connection.recv(100).startswith(b"HTTP/1.1 400")
        assert service.get("/health").status_code == 200

    def test_half_an_answer_is_not_followed_by_a_problem(self, tmp_path: Path) -> None:
        """A client must see a closed connection, not an answer that seems whole."""

        async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise ZeroDivisionError

        app = create_app(settings_for(tmp_path))
        metrics = app.state.service.metrics
        sent: list[Message] = []

        async def ask() -> None:
            async def send(message: Message) -> None:
                sent.append(message)

            async def receive() -> Message:
                return {"type": "http.disconnect"}

            await Observe(breaks, metrics)({"type": "http", "headers": []}, receive, send)

        with pytest.raises(ZeroDivisionError):
            asyncio.run(ask())
        assert [message["type"] for message in sent] == ["http.response.start"]
        app.state.service.shown.close()


class TestFullDisk:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
    def test_a_line_that_can_not_be_written_is_counted(self, tmp_path: Path) -> None:
        publish_shop(tmp_path / "published.duckdb")
        settings = settings_for(tmp_path, shown_log=Path("/dev/full"))
        with (
            serving(settings) as address,
            httpx2.Client(base_url=address, headers=AUTHORIZED) as client,
        ):
            until_ready(client)
            assert client.get(f"/v1/customers/{ANN}/next-items").status_code == 200
            lost = "karat_shown_log_failures_total 1.0"
            until(lambda: lost in client.get("/metrics").text)

    def test_the_folder_of_the_log_is_made(self, tmp_path: Path) -> None:
        ShownLog(tmp_path / "new" / "shown.jsonl").close()
        assert (tmp_path / "new" / "shown.jsonl").exists()


@pytest.mark.parametrize(
    ("token", "choice", "operations"),
    [(TOKEN, "--exclude-path", 15), (LOOKUP_TOKEN, "--include-path", 1)],
)
def test_it_keeps_to_its_own_description(
    tmp_path: Path, token: str, choice: str, operations: int
) -> None:
    """All checks of schemathesis: statuses, types and schemas of answers, tokens, bad input.

    Its links lead from a list to the customers and items that are there.
    """
    publish_shop(tmp_path / "published.duckdb")
    settings = settings_for(
        tmp_path,
        lookup_tokens=(LOOKUP_TOKEN,),
        metrics_tokens=(token,),  # without one, /metrics is open to this machine
        lookups_per_minute=100_000,
    )
    with serving(settings) as address:
        with httpx2.Client(base_url=address) as client:
            until_ready(client)
        checked = subprocess.run(
            [
                *(Path(sys.executable).with_name("schemathesis").as_posix(), "run"),
                *(f"{address}/openapi.json", "--header", f"Authorization: Bearer {token}"),
                *(choice, "/v1/customers/lookup"),
                *("--checks", "all", "--max-examples", "10", "--seed", "1", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert checked.returncode == 0, checked.stdout[-6000:]
    assert f"Tested: {operations}" in checked.stdout
