"""Write the boards into one page that needs nothing beside itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import pandas as pd
import vl_convert

from pages.dashboard.charts import rhythm
from pages.dashboard.customers import Packed
from pages.dashboard.parts import Board, Chart, Finder, Remark, Table
from pages.dashboard.words import Words

HERE = Path(__file__).parent

SCRIPTS = (
    "language",
    "writing",
    "age",
    "data",
    "work",
    "boards",
    "tables",
    "finder",
    "customer",
    "start",
)
"""The page's own scripts, in their order."""


def page(
    boards: Mapping[str, Sequence[Board]],
    words: Mapping[str, Words],
    packed: Packed,
    as_of: date,
    is_synthetic: bool,
) -> str:
    """Return the page.

    Parameters
    ----------
    boards
        The boards in their order, by language; the first is open at first.
    words
        The words of each of these languages.
    packed
        All customers.
    as_of
        The last day of the sales.
    is_synthetic
        Whether the sales are made up, which the page then says on top.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.tests["chart"] = lambda part: isinstance(part, Chart)
    environment.tests["finder"] = lambda part: isinstance(part, Finder)
    environment.tests["remark"] = lambda part: isinstance(part, Remark)
    scripts = [_vega(), _script()]
    return environment.get_template("page.html.jinja").render(
        boards=boards,
        words=words,
        packed=packed,
        as_of=as_of,
        is_synthetic=is_synthetic,
        policy=policy(scripts),
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        scripts=scripts,
        cells=cells,
        links=links,
        options=options,
        rhythm=rhythm,
        said=said,
        zip=zip,
    )


def policy(scripts: Sequence[str]) -> str:
    """Return the Content-Security-Policy: a browser runs these scripts and asks nobody else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {hashes}",
            "style-src 'unsafe-inline'",  # Vega styles what it draws element by element
            "img-src data:",
            "connect-src 'self'",  # the work list of `make watch`; a file has nobody to ask
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def written(value: Any, kind: str, say: Words) -> str:
    """Write a value as its column does; nothing for a missing one.

    >>> written(0.256, "percent", Words("en")), written(float("nan"), "number", Words("en"))
    ('26%', '')
    """
    writers: Mapping[str, Callable[[Any], str]] = {
        "text": str,
        "long": str,
        "id": str,
        "code": str,
        "figure": str,
        "value": say.value,
        "number": say.number,
        "decimal": say.decimal,
        "percent": say.share,
        "money": say.money,
        "date": say.date,
        "yes": lambda value: say("page.yes") if value else "",
    }
    return "" if pd.isna(value) else writers[kind](value)


def cells(table: Table, say: Words) -> list[list[tuple[str, str]]]:
    """Return each cell of a table as it is written and as it sorts."""
    kinds = [column.kind for column in table.columns.values()]
    return [
        [
            (written(value, kind, say), sorted_by(value, kind))
            for value, kind in zip(row, kinds, strict=True)
        ]
        for row in table.rows[list(table.columns)].itertuples(index=False, name=None)
    ]


def sorted_by(value: Any, kind: str) -> str:
    """Write a value as it sorts and as a saved file has it.

    >>> sorted_by(0.256, "percent"), sorted_by(pd.Timestamp("2025-03-31"), "date")
    ('0.256', '2025-03-31')
    """
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if kind == "date" else str(value)


def options(table: Table, column: str, say: Words) -> list[tuple[str, str]]:
    """Return what can be chosen from in a column, as it is and as it is written."""
    kind = table.columns[column].kind
    values = table.rows[column].dropna().unique()
    return sorted(((str(value), written(value, kind, say)) for value in values), key=lambda v: v[1])


def links(table: Table) -> list[str]:
    """Return where each row of a table leads, nothing where it leads nowhere."""
    rows = table.rows.to_dict("records")
    return [
        table.link.format(**{str(name): quote(str(value)) for name, value in row.items()})
        for row in rows
    ]


def said(say: Words) -> dict[str, str]:
    """Return what the page's script says."""
    return {**say.said("script"), "percent": say("percent")}


def _script() -> str:
    """Return the page's own scripts as one."""
    return "\n".join(
        (HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS
    )


@cache
def _vega() -> str:
    """Return Vega, Vega-Lite and vega-embed as one script, so that no chart asks the internet."""
    bundle = vl_convert.javascript_bundle(None)  # type: ignore[arg-type]  # its stub forgot the default
    return str(bundle).replace("</script", "<\\/script")
