"""Scores and lists of many customers in one request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from api_shop import (
    AUTHORIZED,
    CHAIN,
    CUSTOMERS,
    NOBODY,
    PERSONAL,
    RINGS,
    lines_of,
    publish_shop,
    settings_for,
    until_ready,
)
from fastapi.testclient import TestClient

from karat.api.app import create_app

PURCHASES, ITEMS = "/v1/customers/next-purchase", "/v1/customers/next-items"
ANN, BOB = CUSTOMERS[0], CUSTOMERS[40]
ASKED = [BOB, NOBODY, ANN, BOB, "f" * 16, NOBODY]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batches")
    publish_shop(folder / "published.duckdb")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx2.Client]:
    with TestClient(create_app(settings_for(folder)), headers=AUTHORIZED) as client:
        until_ready(client)
        yield client


@pytest.mark.parametrize("path", [PURCHASES, ITEMS])
class TestBoth:
    def test_in_the_order_asked_each_once_and_the_unknown_told(
        self, client: httpx2.Client, path: str
    ) -> None:
        answer = client.post(path, json={"customer_ids": ASKED}).json()
        assert [customer["customer_id"] for customer in answer["customers"]] == [BOB, ANN]
        assert answer["unknown"] == [NOBODY, "f" * 16]
        assert answer["version"] == client.get("/version").json()["version"]

    def test_nobody_known_is_an_answer_too(self, client: httpx2.Client, path: str) -> None:
        answer = client.post(path, json={"customer_ids": [NOBODY]}).json()
        assert (answer["customers"], answer["unknown"]) == ([], [NOBODY])

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"customer_ids": []},
            {"customer_ids": ANN},
            {"customer_ids": ["ANN"]},
            {"customer_ids": [f"{number:016x}" for number in range(201)]},
            {"customer_ids": [ANN], "customers": [ANN]},
            {"customer_ids": [ANN], "limit": 0},
            {"customer_ids": [ANN], "exclude": ["ring"]},
        ],
    )
    def test_input_out_of_its_limits(self, client: httpx2.Client, path: str, body: object) -> None:
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:karat:problem:invalid")

    def test_a_token_is_wanted(self, client: httpx2.Client, path: str) -> None:
        for body in ({"customer_ids": [ANN]}, {"customer_ids": 1}):
            answer = client.post(path, json=body, headers={"Authorization": "Bearer wrong"})
            assert answer.status_code == 401

    def test_nothing_personal_is_told(self, client: httpx2.Client, path: str) -> None:
        text = client.post(path, json={"customer_ids": CUSTOMERS}).text
        assert CUSTOMERS[-1] in text
        assert not [value for value in PERSONAL if value in text]


def test_a_batch_says_what_single_requests_say(client: httpx2.Client) -> None:
    asked = {"customer_ids": [ANN, BOB]}
    for one in client.post(PURCHASES, json=asked).json()["customers"]:
        single = client.get(f"/v1/customers/{one['customer_id']}/next-purchase").json()
        assert one == {name: single[name] for name in one}
    for one in client.post(ITEMS, json={**asked, "limit": 3}).json()["customers"]:
        single = client.get(f"/v1/customers/{one['customer_id']}/next-items?limit=3").json()
        assert one["items"] == single["items"]
        assert len(one["items"]) == 3


def test_what_is_excluded_is_in_no_list(client: httpx2.Client) -> None:
    asked = {"customer_ids": [ANN, BOB], "limit": 1, "exclude": [CHAIN, RINGS[0]]}
    lists = client.post(ITEMS, json=asked).json()["customers"]
    assert [one["items"][0]["item_id"] for one in lists] == [RINGS[1], RINGS[1]]
    assert [one["items"][0]["rank"] for one in lists] == [1, 1]


def test_every_list_is_noted_as_shown(client: httpx2.Client, folder: Path) -> None:
    asked = {"customer_ids": [BOB, NOBODY, ANN], "limit": 1}
    client.post(ITEMS, json=asked, headers={"X-Request-ID": "batch-1"})
    lines = lines_of(folder, "batch-1", 2)
    assert [line["customer_id"] for line in lines] == [BOB, ANN]
    assert [line["shown"][0]["item_id"] for line in lines] == [RINGS[0], CHAIN]
    assert {line["policy"] for line in lines} == {"item_ranker"}
