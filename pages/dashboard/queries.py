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
    with duckdb.connect() as reader:
        # dbt has written the warehouse's name into every query, so the published file takes it.
        reader.execute(f"attach '{_quoted(published)}' as \"{_database(target)}\" (read_only)")
        return {
            path.stem: reader.sql(path.read_text(encoding="utf-8")).df()
            for path in sorted((target / "compiled/karat/analyses/dashboard").glob("*.sql"))
        }


def _database(target: Path) -> str:
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["nodes"]["model.karat.fct_sales"]["database"])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
