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


def compare(whole: Path, lessened: Path) -> None:
    """Print how many metrics there are, and those beyond the whole shop's interval."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{whole}' as whole (read_only)")
        connection.execute(f"attach '{lessened}' as lessened (read_only)")
        for table, keys in TABLES.items():
            both = connection.sql(
                f"""
                select
                    {keys}, whole.metric_value, ci_lower, ci_upper,
                    other.metric_value as other_value
                from whole.evaluation.{table} as whole
                inner join (
                    select {keys}, metric_value from lessened.evaluation.{table}
                ) as other using ({keys})
                order by all
                """
            ).df()
            beyond = both[
                (both["other_value"] < both["ci_lower"] - 1e-9)
                | (both["other_value"] > both["ci_upper"] + 1e-9)
            ]
            print(f"{table}: {len(beyond)} of {len(both)} beyond their interval")
            print(beyond.to_string(index=False), flush=True)


def main() -> None:
    """Build both and compare."""
    folder = Path(tempfile.mkdtemp())
    whole, _ = build(LOGS["demo"], folder, folder / "whole")
    lessened, _ = build(replace(LOGS["demo"], make=without_a_customer), folder, folder / "lessened")
    compare(whole, lessened)


if __name__ == "__main__":
    main()
