"""Staging in the tests' own process: dbt compiles its SQL once, then an export takes moments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from karat.identity import normalise_phones
from karat.ingest import (
    NOT_GOODS_SCHEMA,
    STOCK_SCHEMA,
    list_sales_files,
    read_not_goods,
    read_sales,
    read_stock,
)

SEEDS = Path(__file__).parents[2] / "seeds"
STAGED_SEEDS = ("nobody_words", "not_goods_patterns", "number_words", "row_word_patterns")

# In the order of their references.
STAGED_MODELS = {
    "raw_sale_records": "private",
    "date_spellings": "private",
    "date_parts": "private",
    "date_evidence": "private",
    "date_readings": "private",
    "number_spellings": "private",
    "number_parts": "private",
    "number_evidence": "private",
    "number_readings": "private",
    "currency_words": "private",
    "currency_evidence": "private",
    "numbered_sale_records": "private",
    "money_counts": "private",
    "money_evidence": "private",
    "stg_sales_files": "staging",
    "column_readings": "staging",
    "settled_readings": "private",
    "sale_clock_days": "private",
    "sale_clock": "staging",
    "typed_sale_records": "private",
    "stock_records": "private",
    "sale_texts": "private",
    "not_sale_patterns": "private",
    "text_kinds": "private",
    "classified_sale_records": "private",
    "sale_records": "private",
    "raw_phones": "private",
    "phone_numbers": "private",
    "person_names": "private",
    "phone_names": "private",
    "shared_phones": "private",
    "named_customers": "private",
    "stg_forgotten_customers": "staging",
    "forgotten_keys": "private",
    "identified_sale_records": "private",
    "piece_records": "private",
    "accepted_sale_records": "private",
    "return_events": "private",
    "returned_sales": "private",
    "customer_identities": "private",
    "stg_sales": "staging",
    "stg_identity_counts": "staging",
    "int_customer_purchase_rates": "intermediate",
    "int_unusual_customers": "intermediate",
    "int_sales": "intermediate",
    "rejected_sales": "staging",
    "not_sales": "staging",
    "stg_not_goods": "staging",
    "stg_stock": "staging",
    "unknown_words": "staging",
    "load_reconciliation": "staging",
    "int_auto_windows": "intermediate",
}
LAST_STAGED = "int_sales_window"


class Staged:
    """An export that has gone through ingest and staging."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, warnings: list[str]) -> None:
        self.connection = connection
        self.warnings = warnings

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.connection.sql(sql).fetchall()

    def loads(self) -> list[tuple[object, ...]]:
        """Return each file with its rows read, accepted and rejected."""
        return self.rows(
            "select source_file, rows_read, rows_accepted, rows_rejected"
            " from staging.load_reconciliation order by all"
        )

    def reasons(self) -> dict[object, object]:
        return dict(self.rows("select reason, count(*) from staging.rejected_sales group by 1"))

    def sales(self) -> list[tuple[object, ...]]:
        """Return what was sold, to whom, when and for how much, in any order of the rows."""
        return self.rows(
            "select item_name, sale_date, sale_price, phone, full_name"
            " from private.accepted_sale_records order by all"
        )

    def check_that_nothing_is_lost(self) -> None:
        """Follow every row and every price from the files to the tables that people read."""
        for table in ("private.raw_sales", "private.sale_records"):
            ((lost,),) = self.rows(
                f"""
                select count(*)
                from (
                    select source_file, source_row from {table}
                    except all (
                        select distinct source_file, source_row from staging.stg_sales
                        union all
                        select source_file, source_row from staging.not_sales
                        union all
                        select source_file, source_row from staging.rejected_sales
                    )
                )
                """
            )
            assert lost == 0
        ((read, accepted, no_sales, rejected, in_files, taken, no_sale, left_out),) = self.rows(
            """
            select
                sum(rows_read), sum(rows_accepted), sum(rows_not_sales), sum(rows_rejected),
                count(*),
                sum(amount_accepted), sum(amount_not_sales), sum(amount_rejected)
            from staging.load_reconciliation
            """
        )
        assert read == accepted + no_sales + rejected
        in_all = taken + no_sale + left_out
        assert self.rows(
            """
            select
                (select count(*) from private.raw_sales),
                (select count(distinct (source_file, source_row)) from staging.stg_sales),
                (select count(*) from staging.not_sales),
                (select count(*) from staging.rejected_sales),
                (select count(*) from private.raw_sales_files),
                (select coalesce(sum(price), 0) from staging.stg_sales),
                (select coalesce(sum(amount), 0) from staging.not_sales),
                (select coalesce(sum(row_amount), 0) from private.typed_sale_records)
            """
        ) == [(read, accepted, no_sales, rejected, in_files, taken, no_sale, in_all)]
        ((twice,),) = self.rows(
            "select count(*) - count(distinct sale_id) from private.returned_sales"
        )
        assert twice == 0


class Stager:
    """Runs the compiled SQL of staging on exports."""

    def __init__(self, sql: dict[str, str]) -> None:
        self._sql = sql

    def stage(
        self,
        pattern: Path | str,
        *,
        until: str | None = None,
        stock: Path | None = None,
        not_goods: Path | None = None,
        forgotten: Sequence[object] = (),
    ) -> Staged:
        """Take an export through ingest and staging, or until a model; errors are the user's."""
        connection = duckdb.connect()
        connection.execute("attach ':memory:' as karat; use karat; set threads = 1")
        connection.execute("create schema private; create schema staging")
        connection.execute("create schema intermediate; set variable karat_salt = 'salt'")
        warnings: list[str] = []
        connection.register("files", list_sales_files(str(pattern)))
        connection.register("records", read_sales(str(pattern), warn=warnings.append))
        connection.execute("create table private.raw_sales as from records")
        connection.execute("create table private.raw_sales_files as from files")
        connection.execute("create table private.raw_forgotten (customer_id varchar)")
        for customer_id in forgotten:
            connection.execute("insert into private.raw_forgotten values (?)", [customer_id])
        in_stock = read_stock(str(stock)) if stock else STOCK_SCHEMA.empty_table()
        connection.register("in_stock", in_stock)
        connection.execute("create table private.raw_stock as from in_stock")
        words = read_not_goods(str(not_goods)) if not_goods else NOT_GOODS_SCHEMA.empty_table()
        connection.register("words", words)
        connection.execute("create table private.raw_not_goods as from words")
        connection.execute("create schema seeds")
        for seed in STAGED_SEEDS:
            # Every cell a text, an empty one null: as dbt loads a seed of texts.
            connection.execute(
                f"create table seeds.{seed} as"
                f" from read_csv('{SEEDS / seed}.csv', all_varchar = true, header = true)"
            )
        connection.execute("alter table seeds.row_word_patterns alter priority type integer")
        for model, schema in STAGED_MODELS.items():
            if model == "phone_numbers":
                raw_phones = connection.sql("from private.raw_phones").to_arrow_table()
                connection.register("phones", normalise_phones(raw_phones))
                sql = "select * from phones"
            else:
                sql = self._sql[model]
            connection.execute(f"create table {schema}.{model} as {sql}")
            if model == until:
                break
        return Staged(connection, warnings)

    def window(self, staged: Staged) -> list[tuple[object, ...]]:
        """Run the first model after staging, which says what an export is too little for."""
        return staged.rows(self._sql[LAST_STAGED])
