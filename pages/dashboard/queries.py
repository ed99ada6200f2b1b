"""Run the compiled queries of `analyses/dashboard` on the published file."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd


def answers(published: Path, target: Path) -> dict[str, pd.DataFrame]:
    """Return the rows of each query by the query's name.

    Parameters
    ----------
    published
        The file that readers open.
    target
        The target folder of `dbt compile --select path:analyses/dashboard`.

    Raises
    ------
    FileNotFoundError
        Nothing has been published or compiled.
    """
    if not published.exists():
        raise FileNotFoundError(f"{published} is not there: run `make build` first")
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    queries = {
        node["name"]: node["compiled_code"]
        for node in nodes.values()
        if node["original_file_path"].startswith("analyses/dashboard/")
    }
    # dbt has written the warehouse's name into every query, so the published file takes it.
    database = nodes["model.karat.fct_sales"]["database"]
    file = str(published).replace("'", "''")
    # On one thread: several add doubles in whatever order they come to, and the same sales would
    # give another page each time.
    with duckdb.connect(config={"threads": 1}) as reader:
        reader.execute(f"attach '{file}' as \"{database}\" (read_only)")
        return {name: reader.sql(query).df() for name, query in sorted(queries.items())}
