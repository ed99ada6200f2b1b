"""
What of a log is no sale, by kind, and how many returns find the sale that they take back.

    python -m benchmarks.returns

Runs staging alone, no model.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from benchmarks.build import PROJECT, BuildFailedError
from benchmarks.logs import LOGS

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


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.returns", description=__doc__)
    parser.add_argument("--log", default="uci", choices=[log.name for log in LOGS.values()])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=Path("target/returns"))
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
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
