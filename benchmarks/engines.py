"""The converted layers on DuckDB and on Apache Spark, table by table: `make test-spark`.

Both engines start from the same export. What the layers read and Spark does not build itself, it
reads as Parquet from DuckDB's warehouse: `make test-spark` has built that, and runs this module in
Spark's own environment.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from dbt.cli.main import dbtRunner

from benchmarks.spark_cluster import Killer, Worker, cluster, workers_left

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SELECTION = ("--select", "tag:spark", "--indirect-selection", "buildable")
"""The converted layers, as dbt_project.yml tags them, and tests of nothing that is built later."""

TOLERANCE = 1e-6
"""How far two doubles may lie apart, relative to their size where that is above 1."""

DOUBLES = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Table:
    """A seed or model, by the name that it has in both engines."""

    unique_id: str
    schema: str
    name: str

    def __str__(self) -> str:
        """Name it as SQL does."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Comparison:
    """How a table of Spark's differs from DuckDB's; `difference` is empty where it doesn't."""

    table: str
    rows: int
    difference: str


def layers(dbt: dbtRunner, options: list[str]) -> tuple[list[Table], list[Table]]:
    """List what Spark builds, and what this and its tests read of what Spark doesn't build."""
    manifest: Any = dbt.invoke(["parse", "--quiet", *options]).result
    listed: Any = dbt.invoke(
        [
            *("ls", "--quiet", *SELECTION, "--resource-type", "model", "seed", "test"),
            *("--output", "json", "--output-keys", "unique_id", *options),
        ]
    ).result
    nodes = [json.loads(line)["unique_id"] for line in listed]
    built = [name for name in nodes if not name.startswith("test.")]
    read = sorted(
        {parent for name in nodes for parent in manifest.nodes[name].depends_on_nodes} - set(built)
    )

    def table(unique_id: str) -> Table:
        node = manifest.nodes[unique_id]
        return Table(unique_id, node.schema, node.alias)

    return [table(name) for name in built], [table(name) for name in read]


def hand_over(
    warehouse: duckdb.DuckDBPyConnection, spark: SparkSession, tables: list[Table], folder: Path
) -> None:
    """Give Spark tables of DuckDB's, as Parquet files that it reads where they stand."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        file = (folder / f"{table}.parquet").resolve()
        warehouse.execute(f"copy {table} to '{file}' (format parquet)")
        spark.sql(f"create schema if not exists {table.schema}")
        spark.sql(f"drop table if exists {table}")
        spark.sql(f"create table {table} using parquet location '{file}'")


def compare(
    warehouse: duckdb.DuckDBPyConnection, table: str, parquet: str, tolerance: float = TOLERANCE
) -> Comparison:
    """Compare a table with what another engine wrote of it as Parquet, rows in any order.

    Rows are paired in the order of all that is no double, then of doubles; a column's type is
    DuckDB's. The difference names the columns that are missing or whose values differ.
    """
    types = {name: str(type_) for name, type_, *_ in warehouse.sql(f"describe {table}").fetchall()}
    other = {
        name.lower()
        for name, *_ in warehouse.sql(f"describe from read_parquet('{parquet}')").fetchall()
    }
    rows = warehouse.sql(f"select count(*) from {table}").fetchall()[0][0]
    if set(types) != other:
        return Comparison(table, rows, f"columns {sorted(set(types) ^ other)}")
    other_rows = warehouse.sql(f"select count(*) from read_parquet('{parquet}')").fetchall()[0][0]
    if rows != other_rows:
        return Comparison(table, rows, f"{other_rows:,} rows")
    keys = sorted(types, key=lambda name: (types[name] in DOUBLES, list(types).index(name)))
    order = ", ".join(
        f'round("{name}", 6) nulls first' if types[name] in DOUBLES else f'"{name}" nulls first'
        for name in keys
    )
    columns = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in types.items())
    counts = ", ".join(
        f'count(*) filter (where ones."{name}" is distinct from others."{name}"'
        + (
            f' and not coalesce(abs(ones."{name}" - others."{name}") <= {tolerance}'
            f' * greatest(1, abs(ones."{name}")), false)'
            if type_ in DOUBLES
            else ""
        )
        + ")"
        for name, type_ in types.items()
    )
    found = warehouse.sql(f"""
        with ones as (
            select *, row_number() over (order by {order}) as row_place from {table}
        ),
        typed as (select {columns} from read_parquet('{parquet}')),
        others as (select *, row_number() over (order by {order}) as row_place from typed)
        select {counts} from ones inner join others on ones.row_place = others.row_place
    """).fetchall()[0]
    unequal = [f"{name} ({count:,})" for name, count in zip(types, found, strict=True) if count]
    return Comparison(table, rows, f"values of {', '.join(unequal)}" if unequal else "")


def build_and_compare(
    warehouse_file: Path, folder: Path, options: list[str], workers: list[Worker]
) -> bool:
    """Build and test on Spark, compare with the DuckDB file and print a line a table.

    Of the workers of a cluster, the last one is killed in the middle of the models; unit tests,
    which read no table of the build, are not run there again.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415 - of the environment of `make test-spark` alone

    dbt = dbtRunner()
    built, read = layers(dbt, options)
    if not dbt.invoke(["seed", *options]).success:
        return False
    spark = SparkSession.builder.getOrCreate()
    started = time.perf_counter()
    with duckdb.connect(str(warehouse_file), read_only=True) as warehouse:
        hand_over(warehouse, spark, read, folder)
    handed_over = time.perf_counter()
    models = sum(table.unique_id.startswith("model.") for table in built)
    build = dbtRunner(callbacks=[Killer(worker, spark, models) for worker in workers[-1:]])
    excluded = ["seed", "unit_test"] if workers else ["seed"]
    if not build.invoke(
        ["build", *SELECTION, "--exclude-resource-type", *excluded, *options]
    ).success:
        return False
    finished = time.perf_counter()
    comparisons = []
    with duckdb.connect(str(warehouse_file), read_only=True) as warehouse:
        for table in built:
            files = (folder / "spark" / str(table)).resolve()
            spark.table(str(table)).write.mode("overwrite").parquet(str(files))
            comparisons.append(compare(warehouse, str(table), f"{files}/*.parquet"))
    left = workers_left(spark)
    spark.stop()
    for comparison in comparisons:
        verdict = comparison.difference or "equal"
        print(f"{comparison.table:<45} {comparison.rows:>12,}  {verdict}")
    unequal = [comparison for comparison in comparisons if comparison.difference]
    print(
        f"{len(comparisons) - len(unequal)} of {len(comparisons)} tables equal to {TOLERANCE:g}. "
        f"Spark: {len(read)} tables read from DuckDB in {handed_over - started:.0f} s, "
        f"{models} models built and tested in {finished - handed_over:.0f} s."
    )
    if workers:
        print(f"{left} of {len(workers)} workers were left in the end.")
    return not unequal and left == len(workers[:-1])


def main() -> int:
    """Build the converted layers on Spark and compare them with what DuckDB built."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("warehouse", type=Path, help="the file that DuckDB built")
    parser.add_argument("folder", type=Path, help="where Parquet files are put")
    parser.add_argument(
        "--workers", type=int, default=0, help="on a cluster of so many, of which one is killed"
    )
    parser.add_argument("options", nargs="*", help="further options of dbt, after --")
    given = parser.parse_args()
    options = ["--target", "spark", *given.options]
    with ExitStack() as stack:
        folder = given.folder / "cluster"
        workers = stack.enter_context(cluster(given.workers, folder)) if given.workers else []
        passed = build_and_compare(given.warehouse, given.folder, options, workers)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
