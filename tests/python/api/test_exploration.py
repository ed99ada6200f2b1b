"""Lists that are drawn: how often, with which propensities, and what the log keeps of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from api_shop import (
    AUTHORIZED,
    CHAIN,
    CUSTOMERS,
    lines_of,
    publish_shop,
    serving,
    settings_for,
    until_ready,
)

from karat.api.exploration import Drawn, Exploration
from karat.api.settings import SettingsError, read_settings
from karat.ingest import read_shown

ITEMS = [{"rank": place, "item_id": name} for place, name in enumerate("abcd", start=1)]
MANY = 8_000


def drawn(share: float, limit: int = 3, seed: str = "0") -> list[Drawn]:
    policy = Exploration(share, seed)
    return [policy.draw("v1", f"customer {number}", ITEMS, limit) for number in range(MANY)]


class TestDraws:
    def test_without_exploration_the_published_list_is_shown_and_sure(self) -> None:
        shown = Exploration().draw("v1", "ann", ITEMS, 2)
        assert [(item["item_id"], item["propensity"]) for item in shown.items] == [
            ("a", 1.0),
            ("b", 1.0),
        ]
        assert (shown.candidates, shown.share) == ([], 0.0)

    def test_a_propensity_is_how_often_an_item_stands_in_its_place(self) -> None:
        """Counted over 8,000 customers: each share is within four standard errors, 0.0224."""
        counts: Counter[tuple[str, int]] = Counter()
        told: dict[tuple[str, int], float] = {}
        for one in drawn(0.4):
            for item in one.items:
                place = item["item_id"], item["rank"]
                counts[place] += 1
                told[place] = item["propensity"]
        assert len(told) == 4 * 3
        assert told["a", 1] == pytest.approx(0.7)
        assert told["d", 1] == told["a", 2] == pytest.approx(0.1)
        assert {place: count / MANY for place, count in counts.items()} == pytest.approx(
            told, abs=0.0224
        )

    def test_a_list_stays_until_the_next_publication(self) -> None:
        lists = [
            [item["item_id"] for item in Exploration(1.0).draw(version, "ann", ITEMS, 4).items]
            for version in ("v1", "v1", "v2", "v3")
        ]
        assert lists[0] == lists[1]
        assert len({tuple(one) for one in lists}) > 1

    def test_another_seed_draws_others(self) -> None:
        one, other = drawn(0.5, seed="1"), drawn(0.5, seed="2")
        assert sum(a.items != b.items for a, b in zip(one, other, strict=True)) > MANY / 4


class TestSettings:
    def test_nothing_is_drawn_unless_asked(self) -> None:
        assert read_settings({"KARAT_API_TOKEN": "t"}).exploration == 0

    def test_draws_need_a_log(self) -> None:
        told = {"KARAT_API_TOKEN": "t", "KARAT_API_EXPLORATION": "0.1"}
        with pytest.raises(SettingsError, match="Set KARAT_API_SHOWN_LOG to a file"):
            read_settings(told)
        settings = read_settings(told | {"KARAT_API_SHOWN_LOG": "shown.jsonl"})
        assert (settings.exploration, settings.exploration_seed) == (0.1, "0")

    @pytest.mark.parametrize("share", ["1.1", "-0.1", "often"])
    def test_a_share_is_a_share(self, share: str) -> None:
        told = {"KARAT_API_TOKEN": "t", "KARAT_API_SHOWN_LOG": "s", "KARAT_API_EXPLORATION": share}
        with pytest.raises(SettingsError, match=r"KARAT_API_EXPLORATION=.* can't work"):
            read_settings(told)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exploring")
    publish_shop(folder / "published.duckdb")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx2.Client]:
    with (
        serving(settings_for(folder, exploration=1.0)) as address,
        httpx2.Client(base_url=address, headers=AUTHORIZED) as client,
    ):
        until_ready(client)
        yield client


class TestService:
    def test_a_drawn_list_is_answered_logged_and_read(
        self, client: httpx2.Client, folder: Path
    ) -> None:
        answer = client.get(
            f"/v1/customers/{CUSTOMERS[0]}/next-items?limit=3&exclude={CHAIN}",
            headers={"X-Request-ID": "drawn-1"},
        ).json()
        (line,) = lines_of(folder, "drawn-1", 1)
        assert [item["item_id"] for item in answer["items"]] == [
            item["item_id"] for item in line["shown"]
        ]
        assert line["exploration"] == 1
        assert len(line["candidates"]) == 9
        assert {item["propensity"] for item in line["shown"]} == {1 / 9}
        rows = [
            row
            for row in read_shown(str(folder / "shown.jsonl")).to_pylist()
            if row["request_id"] == "drawn-1"
        ]
        assert [row["published_rank"] for row in rows] == list(range(1, 10))
        shown = {row["rank"]: row["item_id"] for row in rows if row["rank"]}
        assert [shown[rank] for rank in (1, 2, 3)] == [item["item_id"] for item in answer["items"]]

    def test_lists_of_many_are_drawn_too_and_those_of_a_campaign_are_not(
        self, client: httpx2.Client, folder: Path
    ) -> None:
        asked = {"customer_ids": CUSTOMERS[:20], "limit": 5}
        client.post(
            "/v1/customers/next-items", json=asked, headers={"X-Request-ID": "many-1"}
        ).raise_for_status()
        lines = lines_of(folder, "many-1", 20)
        assert all(len(line["candidates"]) == 10 for line in lines)
        assert len({tuple(item["rank"] for item in line["shown"]) for line in lines}) == 1
        client.get("/v1/customers?items=2&limit=2", headers={"X-Request-ID": "page-1"})
        assert all(not line["candidates"] for line in lines_of(folder, "page-1", 3))
