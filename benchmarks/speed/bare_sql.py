"""
The compiled SQL of a build's models, run again in a bare DuckDB, one after another.

    python benchmarks/speed/bare_sql.py BUILT COMPILED NODES FOLDER RESULT

Nothing but DuckDB: no dbt, no contracts, no comments, no plugin. What the SQL reads and does not
make itself (sources, seeds, what Python models made) is copied from the built warehouse first,
unmeasured.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from karat.pseudonyms import DEFAULT_SALT
from karat.resources import threads

MEASURED = ("table", "view")
"""Materialisations that are plain SQL; what an incremental model appends to is copied."""


def sql_models(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the SQL models of a build, in the order in which they ended."""
    return [
        node
        for node in nodes
        if node["kind"] == "model"
        and node["path"].endswith(".sql")
        and node["materialised"] in MEASURED
        and node["status"] == "success"
    ]


def run_bare(
    built: Path, compiled: Path, models: list[dict[str, Any]], folder: Path, salt: str
) -> dict[str, float]:
    """
    Make every model's table anew.

    Parameters
    ----------
    built
        The warehouse of the build.
    compiled
        The folder of its compiled models.
    models
        `sql_models`.
    folder
        Where the bare warehouse goes, under the built one's name: the SQL names it.
    salt
        As the build had it.

    Returns
    -------
    dict
        Seconds of CPU by the model's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bare = folder / built.name
    bare.unlink(missing_ok=True)
    made = {(model["schema"], model["name"]) for model in models}
    seconds = {}
    with duckdb.connect(bare, config={"threads": threads()}) as connection:
        connection.execute(f"attach '{built}' as built (read_only)")
        _copy_others(connection, made)
        connection.execute("detach built; set variable karat_salt = ?", [salt])
        connection.execute("set enable_progress_bar = false")
        for model in models:
            kind = "view" if model["materialised"] == "view" else "table"
            sql = (compiled / model["path"]).read_text(encoding="utf-8")
            name = f'"{model["schema"]}"."{model["name"]}"'
            started = time.process_time()
            connection.execute(f'create schema if not exists "{model["schema"]}"')
            connection.execute(f"create {kind} {name} as ({sql}\n)")
            seconds[model["name"]] = time.process_time() - started
    return seconds


def _copy_others(connection: duckdb.DuckDBPyConnection, made: set[tuple[str, str]]) -> None:
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = 'built' order by all"
    ).fetchall()
    for schema, table in tables:
        if (schema, table) not in made:
            connection.execute(f'create schema if not exists "{schema}"')
            connection.execute(
                f'create table "{schema}"."{table}" as from built."{schema}"."{table}"'
            )


def main() -> None:
    """Read the arguments, run, write the seconds."""
    built, compiled, nodes, folder, result = map(Path, sys.argv[1:6])
    models = sql_models(json.loads(nodes.read_text(encoding="utf-8")))
    seconds = run_bare(built, compiled, models, folder, DEFAULT_SALT)
    result.write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
