"""A published file of a tiny shop, and the service in front of it, for the tests of the API."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import uvicorn

from karat.api.app import create_app
from karat.api.settings import Settings
from karat.publication import Table, publish

TOKEN = "a-token-of-the-tests"
LOOKUP_TOKEN = "a-token-for-phones"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
CUSTOMERS = [f"{number:016x}" for number in range(1, 61)]
RINGS = [f"{number:016x}" for number in range(101, 113)]
CHAIN, SOLD_OUT = f"{201:016x}", f"{202:016x}"
NOBODY = f"{999:016x}"

PERSONAL = (
    "Алматы-у-озера",
    "870187018",
    "4242.42",
    "171717171",
    "1999-09-09",
    "export-of-ann.csv",
)
"""What the published file knows and the service must not tell."""

SHOP = """
create schema marts;

-- Customers 1 to 60; two at a time have the same probability.
create table marts.customer_next_purchase as
select
    format('{:016x}', n) as customer_id, date '2025-03-31' as as_of_date,
    p / 10 as probability_5d, p / 8 as probability_7d, p / 5 as probability_14d,
    p / 2 as probability_30d, p / 15e-1 as probability_60d, p as probability_90d,
    date '2025-04-01' + n::integer as expected_next_purchase_date,
    date '2025-04-01' as expected_date_lower, date '2025-06-29' as expected_date_upper,
    'Bought lately' || $edition as reason, 'Покупал недавно' as reason_ru,
    'recency_raises,rhythm_lowers' as reason_codes, 'hazard' as model_name, true as is_synthetic
from (select n, (n // 2) / 1e2 as p from range(1, 61) as numbers (n));

create table marts.dim_customers as
select
    customer_id, as_of_date, 'Алматы-у-озера' as town, 870187018 as bonus_points,
    date '1999-09-09' as first_purchase_date, date '1999-09-09' as last_purchase_date,
    3 as purchase_count, 171717171 as total_spend, 4242.42 as average_order_value,
    if(customer_id <= format('{:016x}', 20), 'loyal', 'new') as rfm_segment,
    'rings' as preferred_category, 'gold' as preferred_metal, true as is_synthetic
from marts.customer_next_purchase;

create table marts.customer_value as
select
    customer_id, as_of_date, 1000 * probability_30d as expected_spend_30d,
    1000 * probability_90d as expected_spend_90d, 4000 * probability_90d as expected_spend_365d,
    1 - probability_90d as churn_probability_90d, 'may_come_back' as churn_band,
    123456e-2 as expected_order_value, 'credible_spend' as model_name, true as is_synthetic
from marts.customer_next_purchase;

create table marts.dim_items as
select
    format('{:016x}', n) as item_id, 'Кольцо ' || n as item_name, 'rings' as category,
    if(n % 2 = 0, 'gold', 'silver') as metal, 'red' as metal_colour, 585 as fineness,
    'none' as stone, 15e-1 as weight_grams, 'low' as price_tier,
    cast(1000 * n as decimal(18, 2)) as last_price, true as is_sellable, true as is_synthetic
from range(101, 113) as numbers (n)
union all
values
    (format('{:016x}', 201), 'Цепь', 'chains', 'gold', 'unknown', null, 'none', null, 'unknown',
        null, true, true),
    (format('{:016x}', 202), 'Цепь, продана', 'chains', 'gold', 'red', 585, 'none', 2e0, 'low',
        9000, false, true);

-- Everybody gets ten rings; the first ten customers the chain in the first place.
create table marts.customer_next_items as
select
    customer_id, as_of_date, rank::integer as rank,
    if(rank = 1 and customer_id <= format('{:016x}', 10), format('{:016x}', 201),
        format('{:016x}', 100 + rank)) as item_id,
    1e-1 / rank as probability, 'sells_now' as reason_code, 'Sells now' as reason,
    'Сейчас продаётся' as reason_ru, 'item_ranker' as model_name, true as is_synthetic
from marts.customer_next_purchase, range(1, 11) as ranks (rank);

create table marts.similar_items as
select
    format('{:016x}', 202) as item_id, date '2025-03-31' as as_of_date, 1 as rank,
    format('{:016x}', 201) as similar_item_id, 125e-2 as price_ratio, true as is_same_stone,
    0 as common_buyers, 'Same category' as reason, true as is_synthetic;

-- Customers 1 to 5 by rank, the fourth to be left alone; vain is refused, quiet has nobody today.
create table marts.campaigns as
select *, true as is_synthetic
from (values
    ('vain', 2, 'all', 0e0, 90, 10, 50e0, null, null, null, 'autumn', 30, null, 'contacted',
        'Nothing was shown.', 'Ничего не показано.'),
    ('calls', 1, 'loyal, new', 1e-1, 30, 4, 300e0, 25e-2, 125e-3, 375e-3, 'winter', 60, 'june',
        'call', null, null),
    ('quiet', 3, 'all', 0e0, 30, 10, 50e0, 1e-1, null, null, 'stated', 30, null, 'contacted',
        null, null)
) as declared (
    campaign_name, campaign_number, segments, least_probability, within_days, most_contacts,
    contact_cost, response, response_lower, response_upper, gain_basis, rest_days, experiment_name,
    contacted_arm, refusal, refusal_ru
);

create table marts.campaign_audience as
select
    'calls' as campaign_name, format('{:016x}', rank) as customer_id,
    date '2025-03-31' as as_of_date, rank::integer as rank,
    if(rank = 4, 'control', 'call') as arm, 'A contact helps' as reason,
    'Контакт помогает' as reason_ru, 123456e-2 / rank as expected_gain,
    'measured_overall' as response_basis, 171717171 as expected_spend,
    4242.42 as expected_order_value, format('{:016x}', 101) as item_id_1, '=Кольцо' as item_name_1,
    format('{:016x}', 102) as item_id_2, 'Цепь' as item_name_2, null::varchar as item_id_3,
    null::varchar as item_name_3, true as is_synthetic
from range(1, 6) as ranks (rank);

create table marts.fct_sales as select 'export-of-ann.csv' as source_file;
"""


def publish_shop(path: Path, edition: str = "", then: str = "") -> Path:
    """Publish the shop as a build does; `then` is SQL that changes it first."""
    with duckdb.connect() as warehouse:
        warehouse.execute(SHOP.replace("$edition", f"'{edition}'"))
        warehouse.execute(then)
        tables = [
            Table("memory", schema, name)
            for schema, name in warehouse.execute(
                "select schema_name, table_name from duckdb_tables() order by all"
            ).fetchall()
        ]
        publish(warehouse.cursor(), tables, path)
    return path


def lines_of(folder: Path, request_id: str, count: int) -> list[dict[str, Any]]:
    """Wait for what a request left in the log of what was shown: a thread writes it."""
    found: list[dict[str, Any]] = []

    def written() -> bool:
        lines = (folder / "shown.jsonl").read_text(encoding="utf-8").splitlines()
        every = [json.loads(line) for line in lines]
        found[:] = [line for line in every if line["request_id"] == request_id]
        return len(found) >= count

    until(written)
    return found


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Tell the service to serve what is published in a folder."""
    settings = Settings(
        published=folder / "published.duckdb",
        tokens=(TOKEN,),
        poll_seconds=0.05,
        shown_log=folder / "shown.jsonl",
    )
    return replace(settings, **changes)


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve over a socket of this machine; yields the address."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), port=0, log_config=None, http="h11")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def until_ready(client: httpx2.Client) -> None:
    """Wait until the service has taken up a publication."""
    until(lambda: client.get("/ready").status_code == 200)


def until(happens: object, seconds: float = 30) -> None:
    """Wait for something to become true, or fail."""
    assert callable(happens)
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)
