"""What readers have, as the next build compares itself with it: read off the published file.

No table of the warehouse says so, since a build that fails leaves its own figures there. A file
that is missing, damaged, or of a release that did not publish these tables has no history: the next
build is then a first one.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from karat.horizons import HORIZONS

PUBLICATIONS_SCHEMA = pa.schema(
    [
        ("publication_number", pa.int32()),
        ("as_of_date", pa.date32()),
        ("measure", pa.string()),
        ("measured_value", pa.float64()),
        ("is_let_through", pa.bool_()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""`monitoring.publications`: a row per publication and measure."""

LOADS_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("rows_accepted", pa.int64()),
        ("rows_not_sales", pa.int64()),
        ("rows_rejected", pa.int64()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""Of `staging.load_reconciliation`: a row per file of the export."""


PREDICTIONS_SCHEMA = pa.schema(
    [
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        ("model_name", pa.string()),
        *((f"chance_{horizon}d", pa.int32()) for horizon in HORIZONS),
        ("is_synthetic", pa.bool_()),
    ]
)
"""`monitoring.kept_predictions`: a row per night and customer, in ten-thousandths."""

MONTHS_SCHEMA = pa.schema(
    [("month_start", pa.date32()), ("sale_count", pa.int64()), ("is_synthetic", pa.bool_())]
)
"""Of `monitoring.sales_by_month`: a row per month."""

PROMISES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("model_name", pa.string()),
        ("metric_name", pa.string()),
        ("horizon_days", pa.int32()),
        ("ci_lower", pa.float64()),
        ("ci_upper", pa.float64()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""Of `evaluation.next_purchase_metrics`: a row per split, family, metric and horizon."""

NIGHTS_SCHEMA = pa.schema(
    [
        ("night", pa.date32()),
        ("alarm_count", pa.int64()),
        ("sentence", pa.string()),
        ("sentence_ru", pa.string()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""`monitoring.nights`: a row per night."""

ALARMS_SCHEMA = pa.schema(
    [
        ("night", pa.date32()),
        ("rule", pa.string()),
        ("subject", pa.string()),
        ("since", pa.date32()),
        ("sentence", pa.string()),
        ("remedy", pa.string()),
        ("sentence_ru", pa.string()),
        ("remedy_ru", pa.string()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""`monitoring.alarms`: a row per night, rule and what it is about."""

DECISIONS_SCHEMA = pa.schema(
    [
        ("night", pa.date32()),
        ("decision", pa.string()),
        ("reasons", pa.string()),
        ("sentence", pa.string()),
        ("version", pa.string()),
        ("fit_age_days", pa.int32()),
        ("new_sale_count", pa.int64()),
        ("judged_night", pa.date32()),
        ("served_brier_score", pa.float64()),
        ("fitted_brier_score", pa.float64()),
        ("difference", pa.float64()),
        ("difference_lower", pa.float64()),
        ("difference_upper", pa.float64()),
        ("is_synthetic", pa.bool_()),
    ]
)
"""`monitoring.retraining_decisions`: a row per night."""

LAST_TABLES = {
    "last_publications": ("monitoring.publications", PUBLICATIONS_SCHEMA),
    "last_loads": ("staging.load_reconciliation", LOADS_SCHEMA),
    "last_predictions": ("monitoring.kept_predictions", PREDICTIONS_SCHEMA),
    "last_months": ("monitoring.sales_by_month", MONTHS_SCHEMA),
    "last_promises": ("evaluation.next_purchase_metrics", PROMISES_SCHEMA),
    "last_nights": ("monitoring.nights", NIGHTS_SCHEMA),
    "last_alarms": ("monitoring.alarms", ALARMS_SCHEMA),
    "last_decisions": ("monitoring.retraining_decisions", DECISIONS_SCHEMA),
}
"""What is read of the published file: each source's table and the columns taken of it."""


def read_last(published: Path, name: str) -> pa.Table:
    """Return a table of the last publication, in its schema; without rows where there is none.

    Parameters
    ----------
    published
        The file that readers open; there may be none.
    name
        One of `LAST_TABLES`.
    """
    table, schema = LAST_TABLES[name]
    return _read(published, table, schema)


def _read(published: Path, table: str, schema: pa.Schema) -> pa.Table:
    if not published.is_file():
        return schema.empty_table()
    location = str(published).replace("'", "''")
    columns = ", ".join(schema.names)
    # A connection of its own: the warehouse's has a transaction open when dbt asks for a source.
    with duckdb.connect() as reader:
        try:
            reader.execute(f"attach '{location}' as published (read_only)")
            rows = reader.sql(f"select {columns} from published.{table} order by all")
            return rows.to_arrow_table().cast(schema)
        except (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException):
            return schema.empty_table()
