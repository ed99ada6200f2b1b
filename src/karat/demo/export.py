"""Files that the demo writes: the export, and beside it the truth."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from karat.demo.calendar import LAST_DAY, TEST_START, VALIDATION_START, day_index, day_of
from karat.demo.shop import DEFAULT_SEED, DemoShop, simulate

DEMO_FILE_NAME = "demo_sales_synthetic.csv"
# The as-of dates of Karat's two backtest windows, and today's.
DEFAULT_AS_OF: tuple[date, ...] = (
    day_of(day_index(VALIDATION_START) - 1),
    day_of(day_index(TEST_START) - 1),
    LAST_DAY,
)


def write_demo_export(path: Path, seed: int = DEFAULT_SEED) -> None:
    """
    Simulate the shop and write its sales export as CSV (UTF-8, commas).

    The same seed gives the same bytes. The file is written beside its place and then renamed, so
    that nobody reads half of it.

    Parameters
    ----------
    path
        File to write; missing folders are made.
    seed
        Seed of the simulation.
    """
    write_sales(simulate(seed), path)


def write_sales(shop: DemoShop, path: Path) -> None:
    """Write the export of a shop; see `write_demo_export`."""

    def write(target: Path) -> None:
        shop.sales.to_csv(
            target, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d"
        )

    _write_atomically(path, write)


def write_stock(shop: DemoShop, path: Path) -> None:
    """Write the history of a shop's stock as CSV, as `KARAT_STOCK` takes it."""

    def write(target: Path) -> None:
        shop.stock_history().to_csv(
            target, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d"
        )

    _write_atomically(path, write)


def write_truth(
    shop: DemoShop, folder: Path, as_of_dates: Sequence[date] = DEFAULT_AS_OF
) -> list[Path]:
    """
    Write what the shop hides as Parquet: customers, items and tastes, as of each date.

    Returns
    -------
    list[Path]
        ``customers_truth.parquet``, ``items_truth.parquet`` and ``tastes_truth.parquet``.
    """
    tables: dict[str, Callable[[date], pd.DataFrame]] = {
        "customers_truth": shop.customers_truth,
        "items_truth": shop.items_truth,
        "tastes_truth": shop.tastes_truth,
    }
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        _write_parquet(path, [table(as_of) for as_of in as_of_dates])
        written.append(path)
    return written


def _write_parquet(path: Path, frames: Sequence[pd.DataFrame]) -> None:
    """Write frames one after the other, as a row group each, with days as dates."""

    def write(target: Path) -> None:
        tables = [_with_dates(pa.Table.from_pandas(frame)) for frame in frames]
        with pq.ParquetWriter(target, tables[0].schema) as writer:
            for table in tables:
                writer.write_table(table)

    _write_atomically(path, write)


def _with_dates(table: pa.Table) -> pa.Table:
    """Turn midnights into dates, which is what a reader joins on."""
    schema = table.schema.remove_metadata()
    for position, field in enumerate(schema):
        if pa.types.is_timestamp(field.type):
            schema = schema.set(position, field.with_type(pa.date32()))
    return table.cast(schema)


def _write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The process number keeps two builds that start at once from writing into one file.
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
