"""What readers have, as the next build compares itself with it: read off the published file.

No table of the warehouse says so, since a build that fails leaves its own figures there. A file
that is missing, damaged, or of a release that did not publish these tables has no history: the next
build is then a first one.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

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


def read_last_publications(published: Path) -> pa.Table:
    """Return the figures of all publications so far, `PUBLICATIONS_SCHEMA`.

    Parameters
    ----------
    published
        The file that readers open; there may be none.
    """
    return _read(published, "monitoring.publications", PUBLICATIONS_SCHEMA)


def read_last_loads(published: Path) -> pa.Table:
    """Return the files that the last publication was made from, `LOADS_SCHEMA`.

    Parameters
    ----------
    published
        The file that readers open; there may be none.
    """
    return _read(published, "staging.load_reconciliation", LOADS_SCHEMA)


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
