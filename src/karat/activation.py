"""Which version of the fits is active: the one whose predictions readers see.

A run that makes another version active writes it down as unpublished. The swap of the published
file is what makes it active; here the warehouse takes note, from that file itself. So a run that
fails leaves the earlier version active, and one that is killed right after the swap is caught up
with by the next. The table outlives releases: one of a release that did not tell the two apart is
given the column.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

ACTIVATIONS = "registry.version_activations"
ALIAS = "karat_seen_publication"


def note_activation(cursor: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Mark the unpublished activation as published, if the published file says that it is.

    Parameters
    ----------
    cursor
        A cursor on the warehouse, in no transaction.
    published
        The file that readers open; there may be none.
    """
    if not _has_unpublished(cursor) or not published.exists():
        return
    location = str(published).replace("'", "''")
    try:
        cursor.execute(f"attach '{location}' as {ALIAS} (read_only)")
    except duckdb.IOException:
        return  # damaged, or no publication: nobody sees a version in it
    try:
        cursor.execute(
            f"""
            update {ACTIVATIONS} as activations set is_published = true
            from {ALIAS}.monitoring.model_registry as seen
            where not activations.is_published and seen.is_active
                and seen.version = activations.version
                and seen.last_activation_number = activations.activation_number
            """
        )
    finally:
        cursor.execute(f"detach {ALIAS}")


def _has_unpublished(cursor: duckdb.DuckDBPyConnection) -> bool:
    columns = cursor.execute(
        "select column_name from duckdb_columns() where database_name = current_database()"
        " and schema_name || '.' || table_name = ?",
        [ACTIVATIONS],
    ).fetchall()
    if not columns:
        return False
    if ("is_published",) not in columns:
        cursor.execute(f"alter table {ACTIVATIONS} add column is_published boolean default true")
    ((unpublished,),) = cursor.execute(
        f"select count(*) from {ACTIVATIONS} where not is_published"
    ).fetchall()
    return bool(unpublished)
