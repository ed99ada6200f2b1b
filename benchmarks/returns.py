"""
What of a log is no sale, by kind, and how many returns find the sale that they take back.

    python -m benchmarks.returns             # staging alone, no model
    python -m benchmarks.returns --metrics   # two whole builds: with the log's returns, and without

Without its returns, a log's sales that were taken back are purchases like any other: what matching
does to the metrics is the difference of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb

from benchmarks.build import PROJECT, BuildFailedError, build
from benchmarks.logs import LOGS, Log

QUESTIONS = {
    "rows and money of the export": """
        select sum(rows_read), sum(rows_accepted), sum(rows_not_sales), sum(rows_rejected),
            sum(amount_accepted), sum(amount_not_sales), sum(amount_rejected)
        from staging.load_reconciliation
    """,
    "no sale, by kind (rows, rows below zero, money)": """
        select kind, count(*), count(*) filter (where amount < 0), sum(amount)
        from staging.not_sales group by kind order by count(*) desc, kind
    """,
    "rejected, by reason (rows)": """
        select reason, count(*) from staging.rejected_sales group by reason order by reason
    """,
    "returns (rows, with their sale, money, money with their sale)": """
        select count(*), count(returned_sale_id), sum(abs(amount)),
            sum(abs(amount)) filter (where returned_sale_id is not null)
        from staging.not_sales where kind = 'return'
    """,
    "sales taken back (rows, their money, share of all rows)": """
        select count(*), sum(price), round(count(*) / (select count(*) from staging.stg_sales), 4)
        from staging.stg_sales where taken_back_on is not null
    """,
}


METRICS = """
    select
        task,
        metric_name,
        horizon_days || ' days' as judged_at,
        metrics.metric_value,
        ci_lower,
        ci_upper
    from evaluation.next_purchase_metrics as metrics
    inner join evaluation.model_leaderboard using (split_name, model_name)
    where split_name = 'test' and task = 'next_purchase' and is_champion
        and horizon_days in (30, 90)
        and metric_name in ('brier_skill', 'auc', 'predicted_to_actual')
    union all
    select
        task,
        metric_name,
        item_level || ', first ' || k,
        metrics.metric_value,
        ci_lower,
        ci_upper
    from evaluation.next_item_metrics as metrics
    inner join evaluation.model_leaderboard using (split_name, model_name)
    where split_name = 'test' and task = 'next_items' and is_champion and k = 10
        and item_level in ('item', 'category') and metric_name in ('precision', 'recall')
    order by all
"""
"""What the champions of a build come to on its test split."""


def stage(sales: Path, folder: Path) -> Path:
    """
    Run staging on an export and return the warehouse.

    Raises
    ------
    BuildFailedError
        If dbt ends with an error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    warehouse = folder / "karat.duckdb"
    warehouse.unlink(missing_ok=True)
    command = [
        *(Path(sys.executable).with_name("dbt").as_posix(), "build", "--select"),
        *("+not_sales", "+load_reconciliation", "+rejected_sales", "+stg_sales"),
        *("--exclude-resource-type", "test", "unit_test"),
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        *("--vars", json.dumps({"validation_start": "auto", "test_start": "auto"})),
    ]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("KARAT_")}
    settings |= {
        "KARAT_WAREHOUSE": str(warehouse),
        "KARAT_PUBLISHED": str(folder / "published.duckdb"),
        "KARAT_SALES": str(sales),
    }
    ended = subprocess.run(
        command, cwd=PROJECT, env=settings, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BuildFailedError((ended.stdout + ended.stderr)[-4000:])
    return warehouse


def without_returns(log: Log, data: Path, folder: Path) -> Log:
    """
    Return the log without the rows that give money back.

    Raises
    ------
    FileNotFoundError
        If the log is not on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "without_returns.parquet"
    duckdb.execute(
        f"copy (from '{log.sales(data, folder)}' where coalesce(Price, 0) >= 0) to '{path}'"
    )
    return replace(log, file=str(path), make=None)


def compare_metrics(log: Log, data: Path, folder: Path) -> None:
    """Build a log with its returns and without them, and print what the champions come to."""
    found = {}
    for name, sales in (
        ("with", log),
        ("without", without_returns(log, data, folder)),
    ):
        warehouse, _ = build(sales, data, folder / name)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found[name] = connection.sql(METRICS).fetchall()
    print("task, metric, at: with the returns matched [interval]; without them [interval]")
    for row, other in zip(found["with"], found["without"], strict=True):
        matched, left_out = (
            f"{value:.4f} [{lower:.4f}, {upper:.4f}]"
            for value, lower, upper in (row[3:], other[3:])
        )
        print(f"{row[0]}, {row[1]}, {row[2]}: {matched}; {left_out}")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.returns", description=__doc__)
    parser.add_argument("--log", default="uci", choices=[log.name for log in LOGS.values()])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=Path("target/returns"))
    parser.add_argument("--metrics", action="store_true", help="build twice, compare metrics")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if arguments.metrics:
        compare_metrics(LOGS[arguments.log], arguments.data.resolve(), folder)
        return
    sales = LOGS[arguments.log].sales(arguments.data.resolve(), folder)
    if sales is None:
        parser.error("the demo holds no returns; choose a log that is a file")
    with duckdb.connect(str(stage(sales, folder)), read_only=True) as warehouse:
        for title, question in QUESTIONS.items():
            answer = warehouse.sql(question)
            print(f"\n{title}\n  {', '.join(answer.columns)}")
            for row in answer.fetchall():
                print("  " + ", ".join(str(cell) for cell in row))


if __name__ == "__main__":
    main()
