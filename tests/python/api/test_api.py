"""The routes: what they answer, what they refuse, and in what form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import httpx2
import pytest
from api_shop import (
    AUTHORIZED,
    CHAIN,
    CUSTOMERS,
    NOBODY,
    PERSONAL,
    RINGS,
    SOLD_OUT,
    TOKEN,
    lines_of,
    publish_shop,
    settings_for,
    until,
    until_ready,
)
from fastapi.testclient import TestClient

from karat.api.app import create_app
from karat.api.store import Store

ANN = CUSTOMERS[0]
EVERYTHING = [
    f"/v1/customers/{ANN}/next-purchase",
    f"/v1/customers/{ANN}/next-items",
    f"/v1/customers/{ANN}/value",
    "/v1/customers?items=10",
    "/v1/segments",
    "/v1/campaigns",
    "/v1/campaigns/calls/audience",
    f"/v1/items/{CHAIN}",
    f"/v1/items/{SOLD_OUT}/similar",
    "/version",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    publish_shop(folder / "published.duckdb")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx2.Client]:
    app = create_app(settings_for(folder), today=lambda: date(2025, 4, 10))
    with TestClient(app, headers=AUTHORIZED, raise_server_exceptions=False) as client:
        until_ready(client)
        yield client


def problem_of(answer: httpx2.Response) -> tuple[int, str]:
    """Check the form of a problem; return its status and type."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == problem["status"]
    assert problem["title"]
    assert len(problem["detail"].split()) > 3
    assert problem["instance"] == f"urn:karat:request:{answer.headers['X-Request-ID']}"
    return problem["status"], problem["type"].removeprefix("urn:karat:problem:")


def pages(client: httpx2.Client, path: str) -> Iterator[list[dict[str, object]]]:
    cursor = ""
    while True:
        page = client.get(path + cursor).json()
        yield page["customers"]
        if page["next_cursor"] is None:
            return
        cursor = f"&cursor={page['next_cursor']}"


class TestAnswers:
    def test_next_purchase_of_a_customer(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/customers/{CUSTOMERS[19]}/next-purchase").json()
        assert answer.pop("version") == client.get("/version").json()["version"]
        assert answer == {
            "customer_id": CUSTOMERS[19],
            "as_of_date": "2025-03-31",
            "is_synthetic": True,
            "model_name": "hazard",
            "segment": "loyal",
            "preferred_category": "rings",
            "preferred_metal": "gold",
            "probability_5d": pytest.approx(0.01),
            "probability_7d": pytest.approx(0.0125),
            "probability_14d": pytest.approx(0.02),
            "probability_30d": pytest.approx(0.05),
            "probability_60d": 0.0667,
            "probability_90d": pytest.approx(0.1),
            "expected_next_purchase_date": "2025-04-21",
            "expected_date_lower": "2025-04-01",
            "expected_date_upper": "2025-06-29",
            "reason_codes": ["recency_raises", "rhythm_lowers"],
            "reason": "Bought lately",
            "reason_ru": "Покупал недавно",
        }

    def test_value_of_a_customer(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/customers/{CUSTOMERS[19]}/value").json()
        assert answer.pop("version") == client.get("/version").json()["version"]
        assert answer == {
            "customer_id": CUSTOMERS[19],
            "as_of_date": "2025-03-31",
            "is_synthetic": True,
            "model_name": "credible_spend",
            "expected_spend_30d": pytest.approx(50),
            "expected_spend_90d": pytest.approx(100),
            "expected_spend_365d": pytest.approx(400),
            "expected_order_value": 1230,  # three digits of 1234.56
            "churn_probability_90d": pytest.approx(0.9),
            "churn_band": "may_come_back",
        }

    def test_next_items_of_a_customer(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/customers/{ANN}/next-items?limit=2").json()
        assert answer["model_name"] == "item_ranker"
        assert [item["item_id"] for item in answer["items"]] == [CHAIN, RINGS[1]]
        assert answer["items"][0] == {
            "rank": 1,
            "item_id": CHAIN,
            "item_name": "Цепь",
            "category": "chains",
            "metal": "gold",
            "price_tier": "unknown",
            "last_price": None,
            "probability": 0.1,
            "reason_code": "sells_now",
            "reason": "Sells now",
            "reason_ru": "Сейчас продаётся",
        }
        assert len(client.get(f"/v1/customers/{ANN}/next-items").json()["items"]) == 10

    def test_items_that_are_excluded_let_the_next_move_up(
        self, client: httpx2.Client, folder: Path
    ) -> None:
        path = f"/v1/customers/{ANN}/next-items?exclude={CHAIN}&exclude={RINGS[2]}&exclude={NOBODY}"
        items = client.get(f"{path}&limit=3", headers={"X-Request-ID": "less"}).json()["items"]
        assert [item["item_id"] for item in items] == [RINGS[1], RINGS[3], RINGS[4]]
        assert [item["rank"] for item in items] == [1, 2, 3]
        assert [item["probability"] for item in items] == [0.05, 0.025, 0.02]
        assert len(client.get(path).json()["items"]) == 8
        (line,) = lines_of(folder, "less", 1)
        assert line["excluded"] == sorted([CHAIN, RINGS[2], NOBODY])
        assert [shown["rank"] for shown in line["shown"]] == [1, 2, 3]

    def test_a_list_as_csv(self, client: httpx2.Client) -> None:
        path = f"/v1/customers/{ANN}/next-items?limit=2"
        answer = client.get(path, headers={"Accept": "text/csv"})
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert f"next-items-{ANN}.csv" in answer.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == {
            "customer_id": ANN,
            "as_of_date": "2025-03-31",
            "item_id": CHAIN,
            "item_name": "Цепь",
            "category": "chains",
            "metal": "gold",
            "price_tier": "unknown",
            "last_price": "",
            "rank": "1",
            "probability": "0.1",
            "reason_code": "sells_now",
            "reason": "Sells now",
            "reason_ru": "Сейчас продаётся",
        }
        told = client.get(path).json()["items"]
        assert [row["item_id"] for row in rows] == [item["item_id"] for item in told]
        refused = client.get(f"{path}0000", headers={"Accept": "text/csv"})
        assert problem_of(refused) == (422, "invalid")

    @pytest.mark.parametrize(
        ("method", "path", "said"),
        [
            ("GET", "/v1/customers/+77010000001/next-items", "POST /v1/customers/lookup tells"),
            ("GET", "/v1/customers?phone=7701", "There is no such parameter; /openapi.json"),
            (
                "POST",
                "/v1/customers/next-items",
                "'Content-Type: application/json'",
            ),
        ],
    )
    def test_what_is_asked_wrong_is_answered_with_what_to_do(
        self, client: httpx2.Client, method: str, path: str, said: str
    ) -> None:
        answer = client.request(method, path, content="{}" if method == "POST" else None)
        assert problem_of(answer) == (422, "invalid")
        assert said in answer.json()["detail"]
        assert "7701" not in answer.text

    def test_chances_have_the_digits_that_they_know(self, client: httpx2.Client) -> None:
        customers = client.get("/v1/customers?limit=200").json()["customers"]
        chances = {
            value
            for customer in customers
            for name, value in customer.items()
            if name.startswith("probability")
        }
        assert len(chances) > 100
        assert all(chance == float(f"{chance:.3g}") for chance in chances)
        for segment in client.get("/v1/segments").json()["segments"]:
            assert segment["expected_buyers_60d"] == round(segment["expected_buyers_60d"], 1)

    def test_items_like_a_piece_that_has_sold_out(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/items/{SOLD_OUT}/similar").json()
        assert answer["item_id"] == SOLD_OUT
        (like,) = answer["items"]
        assert (like["item_id"], like["rank"], like["price_ratio"]) == (CHAIN, 1, 1.25)
        assert client.get(f"/v1/items/{CHAIN}/similar").json()["items"] == []

    def test_an_item(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/items/{SOLD_OUT}").json()
        told = (answer["item_name"], answer["fineness"], answer["last_price"])
        assert told == ("Цепь, продана", 585, 9000.0)
        assert answer["is_sellable"] is False

    def test_segments_add_up_to_everybody(self, client: httpx2.Client) -> None:
        segments = client.get("/v1/segments").json()["segments"]
        assert [(one["segment"], one["customer_count"]) for one in segments] == [
            ("loyal", 20),
            ("new", 40),
        ]
        expected = sum(number // 2 for number in range(1, 61)) / 100
        assert sum(one["expected_buyers_90d"] for one in segments) == pytest.approx(expected)

    def test_the_version_tells_models_and_age(self, client: httpx2.Client) -> None:
        answer = client.get("/version").json()
        assert answer["age_days"] == 10
        assert (answer["next_purchase_model"], answer["next_items_model"]) == (
            "hazard",
            "item_ranker",
        )
        assert (answer["customer_count"], answer["item_count"]) == (60, 14)

    def test_every_answer_names_version_and_as_of_date(self, client: httpx2.Client) -> None:
        answers = [client.get(path).json() for path in [*EVERYTHING, "/ready"]]
        assert len({answer["version"] for answer in answers}) == 1
        assert {answer["as_of_date"] for answer in answers} == {"2025-03-31"}


class TestCampaigns:
    def test_the_likeliest_come_first_and_pages_neither_skip_nor_repeat(
        self, client: httpx2.Client
    ) -> None:
        listed = [customer for page in pages(client, "/v1/customers?limit=7") for customer in page]
        assert [customer["rank"] for customer in listed] == list(range(1, 61))
        by_chance = sorted(CUSTOMERS, key=lambda id_: (-(int(id_, 16) // 2), id_))
        assert [customer["customer_id"] for customer in listed] == by_chance

    def test_a_full_last_page_is_followed_by_an_empty_one(self, client: httpx2.Client) -> None:
        sizes = [len(page) for page in pages(client, "/v1/customers?limit=30")]
        assert sizes == [30, 30, 0]

    @pytest.mark.parametrize(
        ("filters", "numbers"),
        [
            ("segment=loyal", range(1, 21)),
            ("segment=loyal&segment=new", range(1, 61)),
            ("min_probability=0.145", range(58, 61)),
            ("min_probability=0.145&horizon_days=90", range(30, 61)),
            ("expected_from=2025-04-05&expected_to=2025-04-07", range(4, 7)),
            ("category=chains", range(1, 11)),
            ("category=chains&metal=silver", []),
            ("category=rings&metal=silver&segment=new", range(21, 61)),
            ("category=chains&segment=new", []),
        ],
    )
    def test_filters(self, client: httpx2.Client, filters: str, numbers: range) -> None:
        listed = client.get(f"/v1/customers?limit=200&{filters}").json()["customers"]
        assert {customer["customer_id"] for customer in listed} == {
            CUSTOMERS[number - 1] for number in numbers
        }

    def test_customers_come_with_the_items_that_the_campaign_is_about(
        self, client: httpx2.Client
    ) -> None:
        listed = client.get("/v1/customers?category=rings&metal=gold&items=2&limit=3").json()
        for customer in listed["customers"]:
            assert [item["rank"] for item in customer["items"]] == [2, 4]
            assert {item["metal"] for item in customer["items"]} == {"gold"}
        plain = client.get("/v1/customers?limit=3").json()["customers"]
        assert [customer["items"] for customer in plain] == [[], [], []]

    @pytest.mark.parametrize("filters", ["segment=none", "category=x", "metal=x", "segment="])
    def test_a_name_that_nobody_has_is_told_from_an_empty_list(
        self, client: httpx2.Client, filters: str
    ) -> None:
        answer = client.get(f"/v1/customers?{filters}")
        assert problem_of(answer) == (404, "unknown")
        assert "there are" in answer.json()["detail"]

    def test_a_cursor_of_somebody_who_is_not_served(self, client: httpx2.Client) -> None:
        answer = client.get(f"/v1/customers?cursor=5-{NOBODY}")
        assert problem_of(answer) == (404, "unknown")


class TestAudiences:
    def test_campaigns_as_declared_with_their_size_or_refusal(self, client: httpx2.Client) -> None:
        calls, vain, quiet = client.get("/v1/campaigns").json()["campaigns"]
        assert calls == {
            "campaign_name": "calls",
            "segments": ["loyal", "new"],
            "least_probability": 0.1,
            "within_days": 30,
            "most_contacts": 4,
            "contact_cost": 300,
            "response": 0.25,
            "response_lower": 0.125,
            "response_upper": 0.375,
            "gain_basis": "winter",
            "rest_days": 60,
            "experiment_name": "june",
            "contacted_arm": "call",
            "contact_count": 4,
            "control_count": 1,
            "refusal": None,
            "refusal_ru": None,
        }
        assert (vain["refusal"], vain["refusal_ru"], vain["response"], vain["contact_count"]) == (
            "Nothing was shown.",
            "Ничего не показано.",
            None,
            0,
        )
        assert (quiet["segments"], quiet["refusal"], quiet["control_count"]) == (["all"], None, 0)

    def test_the_greatest_gain_first_and_why(self, client: httpx2.Client) -> None:
        answer = client.get("/v1/campaigns/calls/audience").json()
        assert (answer["campaign_name"], answer["refusal"], answer["next_cursor"]) == (
            "calls",
            None,
            None,
        )
        assert [who["customer_id"] for who in answer["customers"]] == CUSTOMERS[:5]
        assert [who["arm"] for who in answer["customers"]] == [*["call"] * 3, "control", "call"]
        assert answer["customers"][0] == {
            "rank": 1,
            "customer_id": ANN,
            "arm": "call",
            "reason_codes": ["recency_raises", "rhythm_lowers"],
            "reason": "A contact helps",
            "reason_ru": "Контакт помогает",
            "expected_gain": 1230,  # three digits of 1234.56
            "response_basis": "measured_overall",
            "item_id_1": RINGS[0],
            "item_name_1": "=Кольцо",
            "item_id_2": RINGS[1],
            "item_name_2": "Цепь",
            "item_id_3": None,
            "item_name_3": None,
        }

    def test_pages_neither_skip_nor_repeat(self, client: httpx2.Client) -> None:
        found = list(pages(client, "/v1/campaigns/calls/audience?limit=2"))
        assert [[who["rank"] for who in page] for page in found] == [[1, 2], [3, 4], [5]]

    def test_a_page_as_csv_goes_on_behind_its_last_rank(self, client: httpx2.Client) -> None:
        path = "/v1/campaigns/calls/audience?limit=2"
        answer = client.get(path, headers={"Accept": "text/csv"})
        assert "audience-calls.csv" in answer.headers["Content-Disposition"]
        first, last = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        told = client.get(path).json()
        assert first == {
            "campaign_name": "calls",
            "as_of_date": "2025-03-31",
            "version": told["version"],
            "rank": "1",
            "customer_id": ANN,
            "arm": "call",
            "reason_codes": "recency_raises,rhythm_lowers",
            "reason": "A contact helps",
            "reason_ru": "Контакт помогает",
            "expected_gain": "1230.0",
            "response_basis": "measured_overall",
            "item_id_1": RINGS[0],
            "item_name_1": "'=Кольцо",
            "item_id_2": RINGS[1],
            "item_name_2": "Цепь",
            "item_id_3": "",
            "item_name_3": "",
        }
        assert last["rank"] == told["next_cursor"] == "2"

    @pytest.mark.parametrize(("name", "refusal"), [("vain", "Nothing was shown."), ("quiet", None)])
    def test_one_that_lists_nobody(
        self, client: httpx2.Client, name: str, refusal: str | None
    ) -> None:
        path = f"/v1/campaigns/{name}/audience"
        answer = client.get(path).json()
        assert (answer["customers"], answer["refusal"]) == ([], refusal)
        lines = client.get(path, headers={"Accept": "text/csv"}).content.decode("utf-8-sig")
        assert lines.count("\n") == 1

    @pytest.mark.parametrize("name", ["spring", "Calls", "calls' or 1=1 --", "%00"])
    def test_one_that_nobody_declared(self, client: httpx2.Client, name: str) -> None:
        answer = client.get(f"/v1/campaigns/{name}/audience")
        assert problem_of(answer) == (404, "unknown")
        assert "No campaign of that name is served; there are calls, vain, quiet." in answer.text

    def test_a_shop_that_declared_none(self, tmp_path: Path) -> None:
        none = "delete from marts.campaigns; delete from marts.campaign_audience"
        publish_shop(tmp_path / "published.duckdb", then=none)
        with TestClient(create_app(settings_for(tmp_path)), headers=AUTHORIZED) as client:
            until_ready(client)
            assert client.get("/v1/campaigns").json()["campaigns"] == []
            answer = client.get("/v1/campaigns/calls/audience")
            assert problem_of(answer) == (404, "unknown")
            assert "there are none." in answer.json()["detail"]

    def test_it_is_no_exposure(self, client: httpx2.Client, folder: Path) -> None:
        client.get("/v1/campaigns/calls/audience", headers={"X-Request-ID": "audience"})
        client.get(f"/v1/customers/{ANN}/next-items", headers={"X-Request-ID": "then"})
        lines_of(folder, "then", 1)
        assert lines_of(folder, "audience", 0) == []


class TestRefusals:
    @pytest.mark.parametrize(
        "path",
        [
            f"/v1/customers/{NOBODY}/next-purchase",
            f"/v1/customers/{NOBODY}/next-items",
            f"/v1/customers/{NOBODY}/value",
            f"/v1/items/{NOBODY}",
            f"/v1/items/{NOBODY}/similar",
        ],
    )
    def test_unknown_ids(self, client: httpx2.Client, path: str) -> None:
        assert problem_of(client.get(path)) == (404, "unknown")

    @pytest.mark.parametrize(
        "path",
        [
            "/v1/customers/ANN/next-purchase",
            f"/v1/customers/{ANN.replace('0', 'A', 1)}/next-purchase",
            f"/v1/customers/{ANN}0/next-purchase",
            f"/v1/customers/{ANN}%0a/next-purchase",
            f"/v1/customers/{ANN}/next-items?limit=0",
            f"/v1/customers/{ANN}/next-items?limit=101",
            f"/v1/items/{CHAIN}/similar?limit=1e3",
            "/v1/customers?limit=201",
            "/v1/customers?items=101",
            "/v1/customers?horizon_days=31",
            "/v1/customers?min_probability=1.1",
            "/v1/customers?min_probability=nan",
            "/v1/customers?expected_to=0",
            "/v1/customers?expected_from=2025-02-30",
            f"/v1/customers?category={'x' * 51}",
            "/v1/customers?" + "&".join(["segment=new"] * 21),
            "/v1/customers?cursor=0-1",
            f"/v1/campaigns/{'x' * 64}/audience",
            "/v1/campaigns/calls/audience?cursor=0",
            "/v1/campaigns/calls/audience?limit=201",
            "/v1/customers?segmant=new",
            f"/v1/customers/{ANN}/next-items?offset=1",
            f"/v1/customers/{ANN}/next-items?exclude=ring",
            f"/v1/customers/{ANN}/next-items?" + "&".join([f"exclude={CHAIN}"] * 101),
        ],
    )
    def test_input_out_of_its_limits(self, client: httpx2.Client, path: str) -> None:
        answer = client.get(path)
        assert problem_of(answer) == (422, "invalid")
        (wrong, *_) = answer.json()["errors"]
        assert wrong["location"].split(".")[0] in {"path", "query"}

    def test_a_refusal_does_not_tell_what_was_sent(self, client: httpx2.Client) -> None:
        for path in ("/v1/customers/{}/next-purchase", "/v1/customers?limit={}"):
            assert "77010000001" not in client.get(path.format("+77010000001-Ann")).text

    @pytest.mark.parametrize(
        "attempt",
        [
            "' or '1'='1",
            "new' union select * from items --",
            "new'; drop table customers; --",
            '" or 1=1',
            "%27%20or%201=1",
            "new\x00",
        ],
    )
    def test_sql_in_a_parameter_is_a_name_that_nobody_has(
        self, client: httpx2.Client, attempt: str
    ) -> None:
        for name in ("segment", "category", "metal"):
            answer = client.get("/v1/customers", params={name: attempt})
            assert problem_of(answer) == (404, "unknown")
        for name in ("horizon_days", "cursor", "expected_from", "limit"):
            answer = client.get("/v1/customers", params={name: attempt})
            assert problem_of(answer) == (422, "invalid")
        assert len(client.get("/v1/customers?limit=200").json()["customers"]) == 60

    @pytest.mark.parametrize("path", ["/v1", "/v1/customers/", "/v2/customers"])
    def test_paths_that_are_not_there(self, client: httpx2.Client, path: str) -> None:
        assert problem_of(client.get(path, follow_redirects=False)) == (404, "about:blank")

    def test_methods_that_are_not_there(self, client: httpx2.Client) -> None:
        answer = client.post("/v1/customers", json={"segment": "new"})
        assert problem_of(answer) == (405, "about:blank")
        assert answer.headers["Allow"] == "GET"


class TestTokens:
    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "Bearer",
            "Bearer wrong",
            "Basic " + AUTHORIZED["Authorization"].split()[1],
            AUTHORIZED["Authorization"] + "x",
            AUTHORIZED["Authorization"][:-1],
            "Bearer токен".encode().decode("latin-1"),
        ],
    )
    @pytest.mark.parametrize("path", [*EVERYTHING, "/v1/customers?limit=x"])
    def test_nothing_is_told_without_a_token(
        self, client: httpx2.Client, path: str, header: str | None
    ) -> None:
        headers = {} if header is None else {"Authorization": header.encode("latin-1")}
        asked = client.build_request("GET", path, headers=headers)
        if header is None:
            del asked.headers["Authorization"]
        answer = client.send(asked)
        assert problem_of(answer) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_probes_and_the_description_need_none(self, client: httpx2.Client) -> None:
        for path in ("/health", "/ready", "/metrics", "/openapi.json", "/docs"):
            answer = client.get(path, headers={"Authorization": "Bearer wrong"})
            assert answer.status_code == 200
            assert not any(customer in answer.text for customer in CUSTOMERS)

    @pytest.mark.parametrize(
        ("host", "tokens", "sent", "status"),
        [
            ("127.0.0.1", (), TOKEN, 200),
            ("0.0.0.0", (), TOKEN, 403),
            ("0.0.0.0", ("scrape",), TOKEN, 401),
            ("0.0.0.0", ("scrape",), "scrape", 200),
            ("127.0.0.1", ("scrape",), TOKEN, 401),
        ],
    )
    def test_metrics_are_for_this_machine_or_for_a_token_of_their_own(
        self, folder: Path, host: str, tokens: tuple[str, ...], sent: str, status: int
    ) -> None:
        settings = settings_for(folder, host=host, metrics_tokens=tokens)
        with TestClient(create_app(settings)) as client:
            asked = client.get("/metrics", headers={"Authorization": f"Bearer {sent}"})
            assert asked.status_code == status
            assert ("karat_api_ready" in asked.text) == (status == 200)
            opened = client.get("/v1/segments", headers={"Authorization": "Bearer scrape"})
            assert opened.status_code == 401

    def test_two_tokens_while_one_replaces_the_other_and_none_for_open_use(
        self, folder: Path
    ) -> None:
        for tokens, sent, status in (
            (("old", "new"), "old", 200),
            (("old", "new"), "new", 200),
            (("old", "new"), "older", 401),
            ((), "any", 200),
        ):
            with TestClient(create_app(settings_for(folder, tokens=tokens))) as client:
                until_ready(client)
                headers = {"Authorization": f"Bearer {sent}"}
                assert client.get("/version", headers=headers).status_code == status


class TestPrivacy:
    def test_nothing_personal_is_told(self, client: httpx2.Client, folder: Path) -> None:
        with duckdb.connect(str(folder / "published.duckdb"), read_only=True) as connection:
            described = str(connection.sql("select * from marts.dim_customers limit 1").fetchall())
        assert PERSONAL[0] in described
        for path in [*EVERYTHING, "/metrics", "/ready"]:
            text = client.get(path).text
            assert not [value for value in PERSONAL if value in text], path

    def test_the_description_knows_no_personal_field(self, client: httpx2.Client) -> None:
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
        fields = {name for schema in schemas.values() for name in schema.get("properties", {})}
        assert "customer_id" in fields
        assert not fields & {"town", "phone", "full_name", "first_name", "bonus_points"}
        told = {name for name in fields if "spend" in name or "sale" in name}
        assert {name for name in told if not name.startswith("expected_")} == set()


class TestDescription:
    def test_every_route_and_field_is_described(self, client: httpx2.Client) -> None:
        document = client.get("/openapi.json").json()
        operations = [
            (path, operation)
            for path, methods in document["paths"].items()
            for operation in methods.values()
        ]
        assert len(operations) == 16
        for path, operation in operations:
            assert operation["description"], path
            for parameter in operation.get("parameters", []):
                assert parameter["description"], (path, parameter["name"])
        for name, schema in document["components"]["schemas"].items():
            for field, described in schema.get("properties", {}).items():
                assert described.get("description"), (name, field)

    def test_errors_are_described_as_problem_details(self, client: httpx2.Client) -> None:
        document = client.get("/openapi.json").json()
        responses = document["paths"]["/v1/customers"]["get"]["responses"]
        assert set(responses) == {"200", "401", "404", "422", "503"}
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        assert responses["404"]["content"] == {"application/problem+json": problem}


class TestFailures:
    def test_what_nobody_foresaw_is_a_problem_too(
        self,
        client: httpx2.Client,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError("a secret of the machine")

        monkeypatch.setattr(Store, "customer", fail)
        answer = client.get(f"/v1/customers/{ANN}/next-purchase", headers={"X-Request-ID": "r-1"})
        assert problem_of(answer) == (500, "unexpected")
        assert "secret" not in answer.text
        assert "request r-1 failed" in caplog.text
        metrics = client.get("/metrics").text
        route = "/v1/customers/{customer_id}/next-purchase"
        assert f'karat_api_errors_total{{route="{route}"}} 1.0' in metrics

    def test_a_publication_without_lists(self, tmp_path: Path) -> None:
        publish_shop(tmp_path / "published.duckdb", then="delete from marts.customer_next_items")
        app = create_app(settings_for(tmp_path))
        with TestClient(app, headers=AUTHORIZED) as client:
            until_ready(client)
            answer = client.get(f"/v1/customers/{ANN}/next-items").json()
            assert (answer["items"], answer["model_name"]) == ([], None)
            assert client.get("/version").json()["next_items_model"] is None
            assert client.get("/metrics").status_code == 200


class TestRequests:
    def test_a_request_keeps_the_id_that_it_came_with(self, client: httpx2.Client) -> None:
        answer = client.get("/health", headers={"X-Request-ID": "till-7.2025_A"})
        assert answer.headers["X-Request-ID"] == "till-7.2025_A"

    @pytest.mark.parametrize("stated", ["", "a b", "x" * 65, '{"a":1}', "+7701;"])
    def test_an_id_that_does_not_fit_a_log_is_replaced(
        self, client: httpx2.Client, stated: str
    ) -> None:
        answers = [client.get("/health", headers={"X-Request-ID": stated}) for _ in range(2)]
        given = {answer.headers["X-Request-ID"] for answer in answers}
        assert len(given) == 2
        assert stated not in given

    def test_answers_are_not_kept_by_caches(self, client: httpx2.Client) -> None:
        for path in (f"/v1/customers/{ANN}/next-purchase", "/nowhere"):
            assert client.get(path).headers["Cache-Control"] == "no-store"


def metric(client: httpx2.Client, name: str) -> float:
    for line in client.get("/metrics").text.splitlines():
        if line.startswith(f"{name} "):
            return float(line.split()[-1])
    raise AssertionError(f"{name} is not among the metrics")


class TestMetrics:
    def test_requests_are_counted_by_route_and_status(self, client: httpx2.Client) -> None:
        route = "/v1/items/{item_id}"
        names = [
            f'karat_api_requests_total{{route="{route}",status="200"}}',
            f'karat_api_request_seconds_count{{route="{route}"}}',
            f'karat_api_request_seconds_bucket{{le="+Inf",route="{route}"}}',
        ]
        client.get(f"/v1/items/{CHAIN}")
        before = [metric(client, name) for name in names]
        client.get(f"/v1/items/{RINGS[0]}")
        assert [metric(client, name) for name in names] == [value + 1 for value in before]

    def test_paths_that_are_not_there_do_not_become_labels(self, client: httpx2.Client) -> None:
        client.get("/wp-login.php")
        text = client.get("/metrics").text
        assert 'route="unmatched",status="404"' in text
        assert "wp-login" not in text

    def test_age_version_and_readiness(self, client: httpx2.Client) -> None:
        assert metric(client, "karat_predictions_age_days") == 10
        assert metric(client, "karat_predictions_as_of_timestamp_seconds") == 1_743_379_200
        assert metric(client, "karat_predictions_customers") == 60
        assert metric(client, "karat_api_ready") == 1
        assert metric(client, "karat_publications_taken_up_total") == 1
        assert metric(client, "karat_publications_failed_total") == 0
        assert metric(client, "process_resident_memory_bytes") > 0
        version = client.get("/version").json()["version"]
        assert f'version="{version}"' in client.get("/metrics").text


class TestShownLog:
    def test_a_customers_list(self, client: httpx2.Client, folder: Path) -> None:
        headers = {"X-Request-ID": "list-1"}
        answer = client.get(f"/v1/customers/{ANN}/next-items?limit=2", headers=headers).json()
        (line,) = lines_of(folder, "list-1", 1)
        assert str(line.pop("shown_at")).startswith("20")
        assert line == {
            "request_id": "list-1",
            "list": "next_items",
            "policy": "item_ranker",
            "customer_id": ANN,
            "item_id": None,
            "campaign": None,
            "excluded": [],
            "exploration": 0.0,
            "candidates": [],
            "version": answer["version"],
            "as_of_date": "2025-03-31",
            "is_synthetic": True,
            "shown": [
                {"rank": 1, "item_id": CHAIN, "probability": 0.1, "propensity": 1.0},
                {"rank": 2, "item_id": RINGS[1], "probability": 0.05, "propensity": 1.0},
            ],
        }

    def test_a_campaign_notes_its_customers_and_the_items_of_each(
        self, client: httpx2.Client, folder: Path
    ) -> None:
        path = "/v1/customers?segment=loyal&expected_to=2025-04-20&items=1&limit=2"
        first = client.get(path).json()
        asked = f"{path}&cursor={first['next_cursor']}"
        page = client.get(asked, headers={"X-Request-ID": "page-2"}).json()["customers"]
        lines = lines_of(folder, "page-2", 3)
        assert [line["list"] for line in lines] == ["customers", "next_items", "next_items"]
        assert [line["customer_id"] for line in lines[1:]] == [
            customer["customer_id"] for customer in page
        ]
        assert lines[0]["policy"] == "hazard"
        assert lines[0]["campaign"] == {
            "horizon_days": 30,
            "segments": ["loyal"],
            "expected_to": "2025-04-20",
        }
        assert lines[0]["shown"] == [
            {
                "rank": rank,
                "customer_id": customer["customer_id"],
                "probability": customer["probability_30d"],
                "propensity": 1.0,
            }
            for rank, customer in enumerate(page, start=3)
        ]

    def test_items_like_one(self, client: httpx2.Client, folder: Path) -> None:
        client.get(f"/v1/items/{SOLD_OUT}/similar", headers={"X-Request-ID": "like-1"})
        (line,) = lines_of(folder, "like-1", 1)
        assert (line["list"], line["policy"], line["item_id"]) == (
            "similar_items",
            "similar_items",
            SOLD_OUT,
        )
        assert line["shown"] == [
            {"rank": 1, "item_id": CHAIN, "probability": None, "propensity": 1.0}
        ]

    def test_nothing_is_noted_where_nothing_was_shown(
        self, client: httpx2.Client, folder: Path
    ) -> None:
        headers = {"X-Request-ID": "refused"}
        client.get(f"/v1/customers/{NOBODY}/next-items", headers=headers)
        client.get(f"/v1/customers/{ANN}/next-items?limit=0", headers=headers)
        client.get(f"/v1/customers/{ANN}/next-items", headers={"X-Request-ID": "after"})
        lines_of(folder, "after", 1)
        assert lines_of(folder, "refused", 0) == []

    def test_duckdb_reads_exposures_from_it(self, client: httpx2.Client, folder: Path) -> None:
        """As docs/api.md shows it."""
        client.get(f"/v1/customers/{ANN}/next-items", headers={"X-Request-ID": "exposure"})
        client.get("/v1/customers?items=1&category=chains")
        lines_of(folder, "exposure", 1)
        exposures = duckdb.sql(
            f"""
            select customer_id, item.rank, item.item_id, item.propensity, policy, version
            from (
                select *, unnest(shown) as item
                from read_json('{folder / "shown.jsonl"}')
                where list = 'next_items' and request_id = 'exposure'
            )
            order by item.rank
            """
        ).fetchall()
        assert len(exposures) == 10
        assert exposures[0][:5] == (ANN, 1, CHAIN, 1.0, "item_ranker")

    def test_a_rotation_loses_no_line(self, client: httpx2.Client, folder: Path) -> None:
        client.get(f"/v1/customers/{ANN}/next-items", headers={"X-Request-ID": "before"})
        lines_of(folder, "before", 1)
        (folder / "shown.jsonl").rename(folder / "shown.1.jsonl")
        client.get(f"/v1/customers/{ANN}/next-items", headers={"X-Request-ID": "rotated"})
        until((folder / "shown.jsonl").exists)
        assert len(lines_of(folder, "rotated", 1)) == 1
