"""Scoring where the rows are: in this process, or batch by batch as Apache Spark calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import duckdb
import pyarrow as pa

from karat.modelling.engines import arrow_table, scored

FIT = pa.table({"factor": [10]})
CUSTOMERS = pa.table({"customer_id": ["a", "b", "c"], "eager": [1, 2, 3]})
SCORES_SCHEMA = pa.schema([("customer_id", pa.string()), ("score", pa.int64())])


def score(fit: pa.Table, customers: pa.Table) -> pa.Table:
    factor = fit["factor"][0].as_py()
    scores = [eager * factor for eager in customers["eager"].to_pylist()]
    return pa.table([customers["customer_id"], scores], schema=SCORES_SCHEMA)


@dataclass(frozen=True)
class Frame:
    """What is called of Spark's frames: rows in batches of one, a schema taken as it is."""

    rows: pa.Table

    @property
    def sparkSession(self) -> SimpleNamespace:  # noqa: N802 - Spark's name
        return SimpleNamespace(createDataFrame=lambda table: SimpleNamespace(schema=table.schema))

    def toArrow(self) -> pa.Table:  # noqa: N802 - Spark's name
        return self.rows

    def mapInArrow(  # noqa: N802 - Spark's name
        self, made: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], types: pa.Schema
    ) -> Frame:
        batches = self.rows.to_batches(max_chunksize=1)
        return Frame(pa.Table.from_batches(made(iter(batches)), types))


def test_both_engines_score_alike() -> None:
    with duckdb.connect() as connection:
        fit, customers = connection.from_arrow(FIT), connection.from_arrow(CUSTOMERS)
        here = scored(score, fit, customers, SCORES_SCHEMA)
    there = scored(score, Frame(FIT), Frame(CUSTOMERS), SCORES_SCHEMA)

    assert here.to_pydict() == {"customer_id": ["a", "b", "c"], "score": [10, 20, 30]}
    assert arrow_table(there) == here


def test_nobody_to_score_gives_no_scores_of_the_same_columns() -> None:
    there = scored(score, Frame(FIT), Frame(CUSTOMERS.slice(0, 0)), SCORES_SCHEMA)

    assert arrow_table(there) == SCORES_SCHEMA.empty_table()
