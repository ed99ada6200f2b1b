"""Sales exports of any size: a shop's shape drawn in DuckDB and streamed to Parquet.

The pieces are designed and described by the demo's own code; who buys which, and when, comes from
hashes of row numbers. So a file of twenty million rows takes minutes and no more memory than one of
forty thousand, and the same size gives the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from karat.demo.calendar import DAY_COUNT, FIRST_DAY, season
from karat.demo.catalogue import ARCHETYPE_COUNT, draw_pieces
from karat.demo.customers import TOWN
from karat.demo.texts import write_texts

SEED = 20240101
DESIGNS = 100
"""Texts and prices drawn for each archetype; a piece is a design with a number of its own."""

ROWS_A_VISIT = 1.3
QUANTILES = 10_000
MEMORY = "2GB"

_SALES = (Path(__file__).with_name("exports.sql")).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shape:
    """
    How a shop's customers and items grow with its rows.

    Attributes
    ----------
    name, title
        For the command line and for the page.
    rows_a_customer
        Mean; customers differ in how often they come, and from when until when.
    rows_an_item
        Mean, or None where the shop sells `items` pieces at any size.
    items
        See there.
    shelf_life
        How long a piece is sold, as a share of the history.
    """

    name: str
    title: str
    rows_a_customer: float
    rows_an_item: float | None
    items: int
    shelf_life: float

    def item_count(self, rows: int) -> int:
        """Return the pieces of a shop with so many rows, at least one of each archetype."""
        count = rows / self.rows_an_item if self.rows_an_item else self.items
        return max(int(count), ARCHETYPE_COUNT)

    def customer_count(self, rows: int) -> int:
        """Return the customers of a shop with so many rows."""
        return max(int(rows / self.rows_a_customer), 1)


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("pieces", "near-unique pieces, a jeweller's shape", 2.2, 2.6, 0, 0.25),
        Shape("staples", "few items, many purchases a customer", 40.0, None, 2000, 4.0),
    )
}


def write_export(shape: Shape, rows: int, path: Path, threads: int = 2) -> None:
    """
    Write an export of about so many rows as Parquet, in the order of the dates.

    Parameters
    ----------
    shape
        The shop's.
    rows
        Rows wanted; as visits have one piece or two, the file has them to within a percent or so.
    path
        Where to; its folder is made.
    threads
        Of DuckDB; the file's rows are the same with any number.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {threads}; set memory_limit = '{MEMORY}'")
        connection.execute(f"set temp_directory = '{path.parent / 'spilled'}'")
        connection.register("drawn", _designs())
        connection.execute("create table designs as select * from drawn")
        connection.execute("create table days as select ? as at_quantile", [_days()])
        settings = {
            "visits": max(round(rows / ROWS_A_VISIT), 1),
            "extra_share": ROWS_A_VISIT - 1,
            "customers": shape.customer_count(rows),
            "pieces": shape.item_count(rows) // ARCHETYPE_COUNT,
            "shelf_life": shape.shelf_life,
            "archetypes": ARCHETYPE_COUNT,
            "designs": DESIGNS,
            "first_day": FIRST_DAY,
            "quantiles": QUANTILES,
            "town": TOWN,
        }
        connection.execute(
            # Of one text: DuckDB joins the hashes of two values so simply that their draws agree.
            "create macro uniform(key, what) as hash(what || key) / 18446744073709551616.0"
        )
        connection.execute(
            f"copy ({_SALES}) to '{beside}' (format parquet, row_group_size 100000)", settings
        )
    beside.replace(path)


def _designs() -> pd.DataFrame:
    """Draw texts and prices: `archetype`, `design`, `text`, `price`."""
    random = np.random.default_rng(SEED)
    archetypes = np.repeat(np.arange(ARCHETYPE_COUNT), DESIGNS)
    pieces = draw_pieces(random, archetypes, np.zeros(len(archetypes), dtype=np.int64))
    return pd.DataFrame(
        {
            "archetype": archetypes,
            "design": np.tile(np.arange(DESIGNS), ARCHETYPE_COUNT),
            "text": write_texts(random, pieces).text,
            "price": pieces.price,
        }
    )


def _days() -> list[int]:
    """Return the day that each quantile of a year's sales falls on: December holds more of them."""
    passed = np.cumsum(season(DAY_COUNT))
    wanted = (np.arange(QUANTILES) + 0.5) / QUANTILES * passed[-1]
    return [int(day) for day in np.searchsorted(passed, wanted)]
