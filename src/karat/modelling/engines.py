"""The tables of whichever engine builds: relations of DuckDB or frames of Apache Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def arrow_table(rows: duckdb.DuckDBPyRelation | DataFrame) -> pa.Table:
    """Read the rows of a relation or a frame into this process."""
    return rows.to_arrow_table() if isinstance(rows, duckdb.DuckDBPyRelation) else rows.toArrow()


def scored(
    score: Callable[[pa.Table, pa.Table], pa.Table],
    fit: duckdb.DuckDBPyRelation | DataFrame,
    customers: duckdb.DuckDBPyRelation | DataFrame,
    schema: pa.Schema,
) -> pa.Table | DataFrame:
    """Score customers where their rows are: in this process, or batch by batch on Spark's workers.

    Parameters
    ----------
    score
        Makes the scores of a fit and of any part of the customers, each by its own row alone.
    fit
        Small: every worker gets it whole.
    customers
        One row per split and customer.
    schema
        The columns that `score` makes.

    Returns
    -------
    pyarrow.Table | pyspark.sql.DataFrame
        Of the schema, as the engine takes it. On Spark a split that fails says so once a batch.
    """
    fitted = arrow_table(fit)
    if isinstance(customers, duckdb.DuckDBPyRelation):
        return score(fitted, arrow_table(customers))

    def score_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from score(fitted, pa.Table.from_batches([batch])).to_batches()

    types = customers.sparkSession.createDataFrame(schema.empty_table()).schema
    return customers.mapInArrow(score_batches, types)
