"""
How far a shop's metrics move when one customer less is learned from.

    python -m benchmarks.fit_noise

Two builds of the demo, one without a customer who came twice. The metrics' intervals resample
customers, and know nothing of what a fit does with other rows: what leaves them here is that alone,
and no comparison of two builds can be finer.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.build import build
from benchmarks.logs import LOGS
from karat.demo import write_demo_export

TABLES = {
    "next_purchase_metrics": "split_name, model_name, metric_name, horizon_days",
    "next_item_metrics": "split_name, model_name, metric_name, item_level, k",
}


def without_a_customer() -> pd.DataFrame:
    """Return the demo's sales but for those of the first customer of two sales."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.csv"
        write_demo_export(path)
        sales = pd.read_csv(path, dtype=str)
    counts = sales["FullName"].value_counts()
    left_out = min(counts.index[counts == 2])
    return pd.DataFrame(sales[sales["FullName"] != left_out])


def compare(whole: Path, other: Path, table: str) -> pd.DataFrame:
    """
    Return the metrics that two warehouses share.

    Parameters
    ----------
    whole, other
        Warehouses.
    table
        One of `TABLES`.

    Returns
    -------
    pandas.DataFrame
        One row per metric: its keys, value and interval of the whole shop, the other's value, and
        whether that lies beyond the interval.
    """
    keys = TABLES[table]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{whole}' as whole (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        metrics: pd.DataFrame = connection.sql(
            f"""
            select
                {keys}, whole.metric_value, whole.ci_lower, whole.ci_upper,
                other.metric_value as other_value,
                other.metric_value
                    not between whole.ci_lower - 1e-9 and whole.ci_upper + 1e-9 as is_beyond
            from whole.evaluation.{table} as whole
            inner join other.evaluation.{table} as other using ({keys})
            order by all
            """
        ).df()
    return metrics


def main() -> None:
    """Build both, and print how many metrics there are and which leave their interval."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, _ = build(LOGS["demo"], folder, folder / "whole")
        lessened = replace(LOGS["demo"], make=without_a_customer)
        other, _ = build(lessened, folder, folder / "lessened")
        for table in TABLES:
            metrics = compare(whole, other, table)
            beyond = metrics[metrics["is_beyond"]]
            print(f"{table}: {len(beyond)} of {len(metrics)} beyond their interval")
            print(beyond.to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
