"""What is copied of a publication, its version, and that look-ups read no more than they return."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from api_shop import CHAIN, CUSTOMERS, PERSONAL, SOLD_OUT, publish_shop
from conftest import Build

from karat.api import store as store_module
from karat.api.snapshot import SnapshotError, write_snapshot
from karat.api.store import Campaign, Store
from karat.horizons import HORIZONS
from karat.pseudonyms import DEFAULT_SALT, customer_id_of


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    write_snapshot(publish_shop(folder / "published.duckdb"), folder / "snapshot.sqlite")
    return folder / "snapshot.sqlite"


@pytest.fixture
def opened(snapshot: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(snapshot)) as connection:
        yield connection


def version_of(folder: Path, edition: str = "", then: str = "") -> str:
    published = publish_shop(folder / "published.duckdb", edition, then)
    target = folder / "snapshot.sqlite"
    target.unlink(missing_ok=True)
    return write_snapshot(published, target)


class TestVersion:
    def test_two_builds_of_the_same_tables_have_one(self, tmp_path: Path) -> None:
        first = version_of(tmp_path)
        shuffled = """
            create or replace table marts.dim_items as
            select * from marts.dim_items order by item_name desc
        """
        assert re.fullmatch("[0-9a-f]{16}", first)
        assert version_of(tmp_path, then=shuffled) == first

    @pytest.mark.parametrize(
        "change",
        [
            "update marts.customer_next_purchase set probability_5d = probability_5d + 1e-9",
            "update marts.customer_next_items set reason = 'other' where rank = 10",
            "update marts.dim_items set is_sellable = not is_sellable",
            "delete from marts.similar_items",
            "update marts.campaigns set refusal_ru = 'другое' where campaign_name = 'vain'",
            "update marts.campaign_audience set arm = 'call'",
            "update marts.dim_customers set rfm_segment = 'lost' where customer_id like '%1'",
        ],
    )
    def test_whatever_is_served_changes_it(self, tmp_path: Path, change: str) -> None:
        assert version_of(tmp_path, then=change) != version_of(tmp_path)

    def test_what_is_not_served_does_not(self, tmp_path: Path) -> None:
        change = "update marts.dim_customers set town = 'Астана', total_spend = 1"
        assert version_of(tmp_path, then=change) == version_of(tmp_path)


class TestContent:
    def test_nothing_personal_is_copied(self, snapshot: Path) -> None:
        content = snapshot.read_bytes()
        assert CUSTOMERS[0].encode() in content
        assert not [value for value in PERSONAL if value.encode() in content]

    @pytest.mark.build
    def test_a_real_publication_is_served(self, small: Build, tmp_path: Path) -> None:
        write_snapshot(small.published, tmp_path / "snapshot.sqlite")
        store = Store(tmp_path / "snapshot.sqlite")
        with small.connect_published() as connection:
            lists = connection.sql(
                "select customer_id, list(item_id order by rank) from marts.customer_next_items "
                "group by customer_id order by customer_id limit 20"
            ).fetchall()
            likes = connection.sql(
                "select item_id, list(similar_item_id order by rank) from marts.similar_items "
                "group by item_id order by item_id limit 20"
            ).fetchall()
            ((count,),) = connection.sql("select count(*) from marts.dim_customers").fetchall()
        with small.connect() as connection:
            phones = connection.sql(
                "select phone, customer_id from private.customer_identities "
                "where phone is not null order by customer_id limit 200"
            ).fetchall()
        assert store.customer_count == count
        ids = [customer_id_of(phone, DEFAULT_SALT) or "" for phone, _ in phones]
        assert ids == [customer_id for _, customer_id in phones]
        assert list(store.customers_of([*ids, "nobody"])) == ids
        for customer_id, items in lists:
            assert [row["item_id"] for row in store.next_items(customer_id, 100)] == items
        for item_id, items in likes:
            assert [row["item_id"] for row in store.similar_items(item_id, 100)] == items


class TestTrouble:
    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        path = tmp_path / "published.duckdb"
        path.write_text("half a fi")
        with pytest.raises(SnapshotError, match=r"can't be opened .* Run dbt build"):
            write_snapshot(path, tmp_path / "snapshot.sqlite")

    @pytest.mark.parametrize(
        "change",
        [
            "drop table marts.similar_items",
            "alter table marts.dim_customers drop column rfm_segment",
        ],
    )
    def test_a_publication_of_another_version(self, tmp_path: Path, change: str) -> None:
        publish_shop(tmp_path / "published.duckdb", then=change)
        with pytest.raises(SnapshotError, match=r"not of this version of Karat .* Run dbt build"):
            write_snapshot(tmp_path / "published.duckdb", tmp_path / "snapshot.sqlite")

    def test_a_publication_of_nobody(self, tmp_path: Path) -> None:
        empty = "".join(
            f"delete from marts.{table};"
            for table in ("customer_next_purchase", "dim_customers", "customer_next_items")
        )
        with pytest.raises(SnapshotError, match="has no customers"):
            version_of(tmp_path, then=empty)


def plan(connection: sqlite3.Connection, query: str) -> str:
    parameters = dict.fromkeys(re.findall(":([a-z_]+)", query), "x")
    rows = connection.execute(f"explain query plan {query}", parameters)
    return "\n".join(row[3] for row in rows)


class TestSpeed:
    @pytest.mark.parametrize(
        "name", ["CUSTOMER", "NEXT_ITEMS", "CAMPAIGN_ITEMS", "ITEM", "SIMILAR_ITEMS", "AUDIENCE"]
    )
    def test_look_ups_search_by_key_and_sort_nothing(
        self, opened: sqlite3.Connection, name: str
    ) -> None:
        told = plan(opened, getattr(store_module, name))
        assert "SEARCH" in told
        assert "SCAN" not in told
        assert "TEMP B-TREE" not in told

    @pytest.mark.parametrize("days", HORIZONS)
    @pytest.mark.parametrize("segments", [(), ("loyal",)])
    def test_lists_are_read_in_the_order_of_an_index(
        self, opened: sqlite3.Connection, days: int, segments: tuple[str, ...]
    ) -> None:
        campaign = Campaign(horizon_days=days, segments=segments)
        query, parameters = campaign.query(limit=50, after=(0.1, CUSTOMERS[3]))
        told = "\n".join(
            row[3] for row in opened.execute(f"explain query plan {query}", parameters)
        )
        index = f"by_segment_{days}d" if segments else f"by_probability_{days}d"
        assert f"SEARCH customers USING INDEX {index}" in told
        assert "TEMP B-TREE" not in told

    def test_a_campaign_of_a_kind_searches_once_a_customer(
        self, opened: sqlite3.Connection
    ) -> None:
        query, parameters = Campaign(category="chains", metal="gold").query(50, None)
        told = "\n".join(
            row[3] for row in opened.execute(f"explain query plan {query}", parameters)
        )
        search = "SEARCH kinds USING PRIMARY KEY (customer_id=? AND category=? AND metal=?)"
        assert search in told
        assert "SCAN" not in told


class TestStore:
    def test_its_file_goes_with_it(self, tmp_path: Path) -> None:
        published = publish_shop(tmp_path / "published.duckdb")
        write_snapshot(published, tmp_path / "snapshot.sqlite")
        store = Store(tmp_path / "snapshot.sqlite")
        assert [path.name for path in tmp_path.iterdir()] == ["published.duckdb"]
        assert store.customer(CUSTOMERS[0])["customer_id"] == CUSTOMERS[0]
        assert store.similar_items(SOLD_OUT, 1)[0]["item_id"] == CHAIN

    def test_it_can_not_be_written(self, tmp_path: Path) -> None:
        published = publish_shop(tmp_path / "published.duckdb")
        write_snapshot(published, tmp_path / "snapshot.sqlite")
        store = Store(tmp_path / "snapshot.sqlite")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store._points.execute("delete from customers")

    def test_a_horizon_that_is_not_published(self) -> None:
        with pytest.raises(ValueError, match="No probability of 31 days"):
            Campaign(horizon_days=31).query(1, None)

    def test_duckdb_would_hand_back_the_old_file(self, tmp_path: Path) -> None:
        """Why a publication is read in a process of its own; if this fails, DuckDB has changed."""
        path = publish_shop(tmp_path / "published.duckdb", "first")
        query = "select distinct reason from marts.customer_next_purchase"
        with duckdb.connect(str(path), read_only=True) as held:
            publish_shop(path, "second")
            with duckdb.connect(str(path), read_only=True) as opened_again:
                assert opened_again.sql(query).fetchall() == [("Bought latelyfirst",)]
            assert held.sql(query).fetchall() == [("Bought latelyfirst",)]
