"""Write the boards into one page that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import vl_convert

from pages.dashboard.parts import Board, Chart, Table

HERE = Path(__file__).parent

WRITTEN: dict[str, Callable[[Any], str]] = {
    "text": str,
    "long": str,
    "id": str,
    "number": "{:,.0f}".format,
    "decimal": lambda value: f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}",
    "percent": "{:.1%}".format,
    "date": "{:%Y-%m-%d}".format,
    "yes": lambda value: "yes" if value else "",
}
"""How a value is written, by the kind of its column."""


def page(boards: Sequence[Board], as_of: date, is_synthetic: bool) -> str:
    """Return the page.

    Parameters
    ----------
    boards
        The boards in their order; the first is open at first.
    as_of
        The last day of the sales.
    is_synthetic
        Whether the sales are made up, which the page then says on top.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.tests["chart"] = lambda part: isinstance(part, Chart)
    return environment.get_template("page.html.jinja").render(
        boards=boards,
        as_of=as_of,
        is_synthetic=is_synthetic,
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        script=(HERE / "page.js").read_text(encoding="utf-8"),
        vega=_vega(),
        cells=cells,
        options=options,
        zip=zip,
    )


def written(value: Any, kind: str) -> str:
    """Write a value as its column does; nothing for a missing one.

    >>> written(0.256, "percent"), written(float("nan"), "number")
    ('25.6%', '')
    """
    return "" if pd.isna(value) else WRITTEN[kind](value)


def cells(table: Table) -> list[list[tuple[str, str]]]:
    """Return each cell of a table as it is written and as it sorts."""
    kinds = [column.kind for column in table.columns.values()]
    return [
        [
            (written(value, kind), "" if pd.isna(value) else str(value))
            for value, kind in zip(row, kinds, strict=True)
        ]
        for row in table.rows[list(table.columns)].itertuples(index=False, name=None)
    ]


def options(table: Table, column: str) -> list[str]:
    """Return what can be chosen from in a column."""
    return sorted(str(value) for value in table.rows[column].dropna().unique())


@cache
def _vega() -> str:
    """Return Vega, Vega-Lite and vega-embed as one script, so that no chart asks the internet."""
    bundle = vl_convert.javascript_bundle(None)  # type: ignore[arg-type]  # its stub forgot the default
    return str(bundle).replace("</script", "<\\/script")
