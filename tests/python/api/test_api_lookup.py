"""Phones to ids: what is found, who may ask and how much, and that no phone goes any further."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx2
import pytest
from api_shop import (
    AUTHORIZED,
    CUSTOMERS,
    LOOKUP_TOKEN,
    TOKEN,
    publish_shop,
    settings_for,
    until_ready,
)
from conftest import PROJECT
from fastapi.testclient import TestClient
from text_macros import text_macros

import karat.api.lookup
from karat.api.allowance import Allowance, ExhaustedError
from karat.api.app import create_app
from karat.api.bodies import LARGEST_BODY
from karat.pseudonyms import DEFAULT_SALT, customer_id_of, pseudonym

LOOKS_UP = {"Authorization": f"Bearer {LOOKUP_TOKEN}"}
PATH = "/v1/customers/lookup"
SALT = "a salt; it's «secret»"
PHONE, SPELLED, STRANGER = "+7 701 000 00 01", "87010000001", "+7 701 000 00 09"
ANN = pseudonym("phone:+77010000001", SALT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lookup")
    named = "".join(
        f"update marts.{table} set customer_id = '{ANN}' where customer_id = '{CUSTOMERS[0]}';"
        for table in (
            "customer_next_purchase",
            "customer_next_items",
            "customer_value",
            "dim_customers",
        )
    )
    publish_shop(folder / "published.duckdb", then=named)
    return folder


@pytest.fixture
def client(folder: Path) -> Iterator[httpx2.Client]:
    settings = settings_for(
        folder, lookup_tokens=(LOOKUP_TOKEN,), lookups_per_minute=400, salt=SALT
    )
    with TestClient(
        create_app(settings), headers=LOOKS_UP, raise_server_exceptions=False
    ) as client:
        until_ready(client)
        yield client


def vectors() -> list[tuple[str, str | None]]:
    """Return the test vectors of docs/privacy.md."""
    text = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `([^`]+)`[^|]* \| (?:\+\d+|none) \| (?:`(\w{16})`|none) \|$", text, re.M
    )
    return [(written, id_ or None) for written, id_ in rows]


class TestRecipe:
    def test_the_documented_vectors_are_right(self) -> None:
        assert len(vectors()) == 10
        for written, id_ in vectors():
            assert customer_id_of(written, DEFAULT_SALT) == id_, written

    @pytest.mark.parametrize("salt", [DEFAULT_SALT, SALT])
    @pytest.mark.parametrize("key", ["phone:+77010000001", "name:ким анна"])
    def test_it_is_what_the_macro_of_the_warehouse_makes(self, key: str, salt: str) -> None:
        expression = str(text_macros("text.sql").pseudonym("$key"))
        with duckdb.connect() as connection:
            connection.execute("set variable karat_salt = ?", [salt])
            ((made,),) = connection.execute(f"select {expression}", {"key": key}).fetchall()
        assert pseudonym(key, salt) == made


class TestLookup:
    def test_each_phone_is_told_by_its_position(self, client: httpx2.Client) -> None:
        answer = client.post(PATH, json={"phones": [STRANGER, PHONE, "8 777 unknown", SPELLED]})
        assert answer.status_code == 200
        told = answer.json()
        assert told.pop("version")
        assert told == {
            "as_of_date": "2025-03-31",
            "is_synthetic": True,
            "customers": [
                {"position": 0, "outcome": "unknown", "customer_id": None},
                {"position": 1, "outcome": "known", "customer_id": ANN},
                {"position": 2, "outcome": "unreadable", "customer_id": None},
                {"position": 3, "outcome": "known", "customer_id": ANN},
            ],
        }
        metrics = client.get("/metrics").text
        for outcome, count in (("known", 2), ("unknown", 1), ("unreadable", 1)):
            assert f'karat_api_phones_total{{outcome="{outcome}"}} {count}.0' in metrics

    def test_the_id_opens_the_predictions(self, client: httpx2.Client) -> None:
        (found,) = client.post(PATH, json={"phones": [PHONE]}).json()["customers"]
        path = f"/v1/customers/{found['customer_id']}/next-items"
        assert client.get(path, headers=AUTHORIZED).json()["customer_id"] == ANN

    def test_another_salt_finds_nobody(self, folder: Path) -> None:
        with TestClient(create_app(settings_for(folder, lookup_tokens=(LOOKUP_TOKEN,)))) as client:
            until_ready(client)
            answer = client.post(PATH, json={"phones": [PHONE]}, headers=LOOKS_UP).json()
            assert [found["outcome"] for found in answer["customers"]] == ["unknown"]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"phones": []},
            {"phones": [PHONE] * 201},
            {"phones": ["7" * 65]},
            {"phones": [77010000001]},
            {"phones": {PHONE: PHONE}},
            {"phones": PHONE},
            {"phones": [PHONE], PHONE: 1},
            [PHONE],
        ],
    )
    def test_what_is_no_list_of_phones(self, client: httpx2.Client, body: object) -> None:
        answer = client.post(PATH, json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:karat:problem:invalid")
        assert "701" not in answer.text.replace(answer.headers["X-Request-ID"], "")

    @pytest.mark.parametrize(
        ("content", "status"),
        [
            (b'{"phones": ["+77010000001"', 422),
            (b'{"phones": ["\xff"]}', 400),
            (b'{"phones": ' + b"[" * 20_000, 400),
            (b'{"phones": ["' + b"7" * LARGEST_BODY + b'"]}', 413),
        ],
    )
    def test_what_is_no_json_or_too_much(
        self, client: httpx2.Client, content: bytes, status: int
    ) -> None:
        answer = client.post(PATH, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "+7701" not in answer.text


class TestWhoMayAsk:
    @pytest.mark.parametrize("token", [TOKEN, "", "wrong", LOOKUP_TOKEN + "x", LOOKUP_TOKEN[:-1]])
    def test_only_the_token_for_phones_opens_it(self, client: httpx2.Client, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        for body in ({"phones": [PHONE]}, {"phones": []}):
            answer = client.post(PATH, json=body, headers=headers)
            assert answer.status_code == 401
            assert answer.json()["type"] == "urn:karat:problem:unauthorized"
            assert "the token for looking up phones" in answer.json()["detail"]

    def test_it_opens_nothing_else(self, client: httpx2.Client) -> None:
        for path in ("/version", f"/v1/customers/{ANN}/next-purchase", "/v1/customers"):
            assert client.get(path).status_code == 401

    @pytest.mark.parametrize("tokens", [(TOKEN,), ()])
    def test_without_one_it_is_off_in_open_use_too(
        self, folder: Path, tokens: tuple[str, ...]
    ) -> None:
        app = create_app(settings_for(folder, tokens=tokens, salt=SALT))
        with TestClient(app, headers=AUTHORIZED) as client:
            until_ready(client)
            answer = client.post(PATH, json={"phones": [PHONE]})
            assert answer.status_code == 403
            assert answer.json()["type"] == "urn:karat:problem:switched-off"
            assert "KARAT_API_LOOKUP_TOKEN" in answer.json()["detail"]

    def test_no_more_than_a_minute_allows(self, client: httpx2.Client) -> None:
        for _ in range(2):
            assert client.post(PATH, json={"phones": [STRANGER] * 200}).status_code == 200
        answer = client.post(PATH, json={"phones": [PHONE] * 200})
        assert answer.status_code == 429
        assert answer.json()["type"] == "urn:karat:problem:too-many"
        assert 0 < int(answer.headers["Retry-After"]) <= 30
        # What is refused otherwise takes nothing.
        assert client.post(PATH, json={"phones": []}).status_code == 422

    def test_the_allowance_comes_back_with_time(self) -> None:
        now = [0.0]
        allowance = Allowance(60, clock=lambda: now[0])
        allowance.take(60)
        with pytest.raises(ExhaustedError) as told:
            allowance.take(30)
        assert told.value.retry_after == 30
        now[0] += 30
        allowance.take(30)
        now[0] += 10_000
        allowance.take(60)
        with pytest.raises(ExhaustedError):
            allowance.take(1)


class TestSilence:
    def test_no_phone_reaches_a_log_a_metric_or_the_record_of_what_was_shown(
        self,
        client: httpx2.Client,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        headers = {"X-Request-ID": "asked-by-phone"}
        answer = client.post(PATH, json={"phones": [PHONE, SPELLED, STRANGER]}, headers=headers)
        assert answer.status_code == 200

        def fail(phone: str, _: str) -> str:
            raise ValueError(f"no such phone: {phone}")

        with monkeypatch.context() as broken:
            broken.setattr(karat.api.lookup, "customer_id_of", fail)
            failed = client.post(PATH, json={"phones": [PHONE]}, headers=headers)
        assert failed.json()["customers"][0]["outcome"] == "unreadable"
        assert "a phone could not be read: ValueError" in caplog.text
        said = capfd.readouterr()
        shown = folder / "shown.jsonl"
        told = [
            *(caplog.text, said.out, said.err, client.get("/metrics").text, str(answer.headers)),
            *(answer.text, failed.text, json.dumps(client.get("/openapi.json").json()["paths"])),
            shown.read_text() if shown.exists() else "",
        ]
        for phone in (PHONE, SPELLED, STRANGER, "+77010000001", "7010000009"):
            assert not [text for text in told if phone in text], phone
