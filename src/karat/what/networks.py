"""What neural recommenders share: a network a split as a row, and lists from its vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.neural import saved
from karat.modelling.splits import FAILURE, by_split, each_split, without_failures
from karat.what.factors import Vectors, vector_lists
from karat.what.lists import LISTS_SCHEMA, Wanted

NETWORKS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("level", pa.string()),
        ("entry_ids", pa.list_(pa.string())),
        ("weights", pa.binary()),
        FAILURE,
    ]
)
"""One row per split: what is known, in the order of the network's entries, and its weights."""


def network_table(rows: pa.Table, level: str, entry_ids: pd.Index, network: Any) -> pa.Table:
    """Lay a network out as the row of its split.

    Parameters
    ----------
    rows
        The split's, which name it and its date.
    level
        `item` or `archetype`.
    entry_ids
        What the network knows, in the order of its own.
    network
        PyTorch's.
    """
    record = {
        "split_name": rows["split_name"][0].as_py(),
        "as_of_date": rows["as_of_date"][0].as_py(),
        "level": level,
        "entry_ids": entry_ids.to_list(),
        "weights": saved(network),
    }
    return pa.Table.from_pylist([record], schema=NETWORKS_SCHEMA)


def score_networks(
    table: str,
    fit: pa.Table,
    rows: pa.Table,
    wanted: Wanted,
    vectors_of: Callable[[Mapping[str, Any], pa.Table, Wanted], Vectors],
) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `NETWORKS_SCHEMA`; a split that failed gets no lists.
    rows
        What customers have bought: `split_name`, `customer_id` and what `vectors_of` reads.
    wanted
        Whose lists, of which items.
    vectors_of
        Returns what a split's network makes of the rows of those who are asked about, and of what
        is wanted.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the product of the customer's and the entry's vectors.
    """
    rows_of, wanted_of = dict(by_split(rows)), wanted.by_split()
    splits = [
        (name, (fitted, rows_of[name], wanted_of[name]))
        for name, fitted in by_split(without_failures(fit))
        if name in rows_of and name in wanted_of
    ]

    def score_split(split_name: str, found: tuple[pa.Table, pa.Table, Wanted]) -> pa.Table:
        fitted, bought, asked = found
        (kept,) = fitted.to_pylist()
        is_asked = pc.is_in(bought["customer_id"], value_set=asked.customers["customer_id"])
        vectors = vectors_of(kept, bought.filter(is_asked), asked)
        lists = vector_lists(split_name, vectors, asked)
        return pa.concat_tables([LISTS_SCHEMA.empty_table(), *lists])

    return each_split(table, splits, score_split, LISTS_SCHEMA)
