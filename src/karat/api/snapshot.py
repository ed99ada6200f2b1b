"""What is served of one publication, copied into a SQLite file with an index for every question.

Run in a process of its own, for two reasons. DuckDB hands a process the database that it already
has open under a path, though the file has been replaced; a new process sees the new file. And
copying would hold up the requests that are answered meanwhile.

    python -m karat.api.snapshot published.duckdb snapshot.sqlite
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from karat.exports.gauges import read_samples
from karat.horizons import HORIZONS

CHUNK = 10_000
NICENESS = 10
"""Requests go first where the machine is busy."""


class SnapshotError(RuntimeError):
    """The publication can't be served; the message says what to do."""


@dataclass(frozen=True)
class Copied:
    """A table of the snapshot: its columns in SQLite, and the query of the publication for them."""

    name: str
    columns: str
    key: str
    query: str


_PROBABILITIES = ", ".join(f"probability_{days}d" for days in HORIZONS)
_REAL_PROBABILITIES = ", ".join(f"probability_{days}d real not null" for days in HORIZONS)

COPIED = (
    Copied(
        "customers",
        f"""
        customer_id text not null, segment text not null, preferred_category text not null,
        preferred_metal text not null, {_REAL_PROBABILITIES}, expected_next_purchase_date text,
        expected_date_lower text, expected_date_upper text, reason text not null,
        reason_ru text not null, reason_codes text not null
        """,
        "customer_id",
        # Of a person only what a campaign needs: no town, no sums, no dates of purchases.
        f"""
        select
            customer_id, rfm_segment, preferred_category, preferred_metal, {_PROBABILITIES},
            cast(expected_next_purchase_date as varchar), cast(expected_date_lower as varchar),
            cast(expected_date_upper as varchar), reason, reason_ru, reason_codes
        from marts.customer_next_purchase
        inner join marts.dim_customers using (customer_id)
        order by customer_id
        """,
    ),
    Copied(
        "customer_values",
        """
        customer_id text not null, expected_spend_30d real not null,
        expected_spend_90d real not null, expected_spend_365d real not null,
        churn_probability_90d real not null, churn_band text not null,
        expected_order_value real not null
        """,
        "customer_id",
        """
        select
            customer_id, expected_spend_30d, expected_spend_90d, expected_spend_365d,
            churn_probability_90d, churn_band, expected_order_value
        from marts.customer_value
        order by customer_id
        """,
    ),
    Copied(
        "items",
        """
        item_id text not null, item_name text not null, category text not null,
        metal text not null, metal_colour text not null, fineness integer, stone text not null,
        weight_grams real, price_tier text not null, last_price real, is_sellable integer not null
        """,
        "item_id",
        """
        select
            item_id, item_name, category, metal, metal_colour, fineness, stone, weight_grams,
            price_tier, cast(last_price as double), is_sellable
        from marts.dim_items
        order by item_id
        """,
    ),
    Copied(
        "next_items",
        """
        customer_id text not null, rank integer not null, item_id text not null,
        probability real not null, reason_code text not null, reason text not null,
        reason_ru text not null
        """,
        "customer_id, rank",
        """
        select customer_id, rank, item_id, probability, reason_code, reason, reason_ru
        from marts.customer_next_items
        order by customer_id, rank
        """,
    ),
    Copied(
        "similar_items",
        """
        item_id text not null, rank integer not null, similar_item_id text not null,
        price_ratio real not null, is_same_stone integer not null,
        common_buyers integer not null, reason text not null
        """,
        "item_id, rank",
        """
        select
            item_id, rank, similar_item_id, price_ratio, is_same_stone, common_buyers, reason
        from marts.similar_items
        order by item_id, rank
        """,
    ),
    Copied(
        "campaigns",
        """
        campaign_name text not null, campaign_number integer not null, segments text not null,
        least_probability real not null, within_days integer not null,
        most_contacts integer not null, contact_cost real not null, response real,
        response_lower real, response_upper real, gain_basis text not null,
        rest_days integer not null, experiment_name text, contacted_arm text not null,
        contact_count integer not null, control_count integer not null, refusal text,
        refusal_ru text
        """,
        "campaign_name",
        """
        with sizes as (
            select
                campaign_name, count(*) filter (where arm <> 'control') as contact_count,
                count(*) filter (where arm = 'control') as control_count
            from marts.campaign_audience
            group by campaign_name
        )
        select
            campaign_name, campaign_number, replace(segments, ', ', ','), least_probability,
            within_days, most_contacts, contact_cost, response, response_lower, response_upper,
            gain_basis, rest_days, experiment_name, contacted_arm, coalesce(contact_count, 0),
            coalesce(control_count, 0), refusal, refusal_ru
        from marts.campaigns
        left join sizes using (campaign_name)
        order by campaign_name
        """,
    ),
    Copied(
        "audiences",
        """
        campaign_name text not null, rank integer not null, customer_id text not null,
        arm text not null, reason text not null, reason_ru text not null,
        expected_gain real not null, response_basis text not null, item_id_1 text,
        item_name_1 text, item_id_2 text, item_name_2 text, item_id_3 text, item_name_3 text
        """,
        "campaign_name, rank",
        """
        select
            campaign_name, rank, customer_id, arm, reason, reason_ru, expected_gain,
            response_basis, item_id_1, item_name_1, item_id_2, item_name_2, item_id_3, item_name_3
        from marts.campaign_audience
        order by campaign_name, rank
        """,
    ),
    Copied(
        "publication",
        """
        as_of_date text not null, is_synthetic integer not null, next_purchase_model text not null,
        next_items_model text, value_model text
        """,
        "as_of_date",
        """
        select
            cast(max(as_of_date) as varchar), bool_or(is_synthetic), max(model_name),
            (select max(model_name) from marts.customer_next_items),
            (select max(model_name) from marts.customer_value)
        from marts.customer_next_purchase
        having count(*) > 0
        """,
    ),
)


def write_snapshot(published: Path, target: Path) -> str:
    """Copy a publication into a new SQLite file.

    Parameters
    ----------
    published
        The published DuckDB file.
    target
        The file to write; nothing may be there.

    Returns
    -------
    str
        The version: 16 hex digits made of all that is served, so that two builds over one export
        have the same one.

    Raises
    ------
    SnapshotError
        If the file is no publication of this project, or an empty one.
    """
    digest = hashlib.sha256()
    try:
        source = duckdb.connect(str(published), read_only=True, config={"threads": 1})
    except duckdb.Error as error:
        raise SnapshotError(
            f"{published.name} can't be opened ({_first_line(error)}). Run dbt build to publish."
        ) from None
    # Not one byte has to survive: a snapshot that was not finished is thrown away.
    snapshot = sqlite3.connect(target, isolation_level=None)
    try:
        snapshot.execute("pragma journal_mode = off")
        snapshot.execute("pragma synchronous = off")
        snapshot.execute("begin")
        for table in COPIED:
            _copy(source, snapshot, table, digest)
        version = digest.hexdigest()[:16]
        _copy_gauges(source, snapshot)
        _finish(snapshot, version)
        snapshot.execute("commit")
    finally:
        snapshot.close()
        source.close()
    return version


def _copy(
    source: duckdb.DuckDBPyConnection,
    snapshot: sqlite3.Connection,
    table: Copied,
    digest: hashlib._Hash,
) -> None:
    snapshot.execute(
        f"create table {table.name} ({table.columns}, primary key ({table.key})) without rowid"
    )
    digest.update(f"{table.name}: {' '.join(table.columns.split())}".encode())
    try:
        rows = source.execute(table.query)
    except duckdb.Error as error:
        raise SnapshotError(
            f"The published file is not of this version of Karat ({_first_line(error)}). "
            "Run dbt build to publish."
        ) from None
    places = ", ".join("?" * len(rows.description or ()))
    for chunk in _chunks(rows):
        digest.update(repr(chunk).encode())
        snapshot.executemany(f"insert into {table.name} values ({places})", chunk)


def _copy_gauges(source: duckdb.DuckDBPyConnection, snapshot: sqlite3.Connection) -> None:
    """Copy what monitoring tools watch; no part of the version, for it tells when a run was."""
    snapshot.execute("create table gauges (name text, labels text, value real)")
    snapshot.executemany(
        "insert into gauges values (?, ?, ?)",
        [(sample.name, json.dumps(sample.labels), sample.value) for sample in read_samples(source)],
    )


def _chunks(rows: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := rows.fetchmany(CHUNK):
        yield chunk


def _finish(snapshot: sqlite3.Connection, version: str) -> None:
    """Add the indexes that lists are read by, the segments, and the version."""
    if not snapshot.execute("select count(*) from publication").fetchone()[0]:
        raise SnapshotError(
            "The published file has no customers. Run dbt build over an export that has some."
        )
    for days in HORIZONS:
        order = f"probability_{days}d desc, customer_id"
        snapshot.execute(f"create index by_probability_{days}d on customers ({order})")
        snapshot.execute(f"create index by_segment_{days}d on customers (segment, {order})")
    # A campaign of a rare kind passes over nearly all customers: one search each, not one an item.
    snapshot.execute(
        """
        create table kinds (
            customer_id text not null, category text not null, metal text not null,
            primary key (customer_id, category, metal)
        ) without rowid
        """
    )
    snapshot.execute(
        """
        insert into kinds
        select distinct customer_id, category, metal
        from next_items inner join items using (item_id)
        """
    )
    expected = ", ".join(
        f"sum(probability_{days}d) as expected_buyers_{days}d" for days in HORIZONS
    )
    snapshot.execute(
        f"""
        create table segments as
        select segment, count(*) as customer_count, {expected}
        from customers group by segment order by segment
        """
    )
    snapshot.execute("alter table publication add column version text")
    snapshot.execute("update publication set version = ?", [version])
    snapshot.execute("analyze")


def _first_line(error: Exception) -> str:
    return str(error).split("\n", maxsplit=1)[0]


def main() -> None:
    """Copy, or say in a sentence on standard error why not."""
    os.nice(NICENESS)
    published, target = (Path(argument) for argument in sys.argv[1:])
    try:
        write_snapshot(published, target)
    except SnapshotError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
