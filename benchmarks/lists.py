"""Measure what-models: Karat's families and the peers on the same buyers and sellable items."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pandas as pd

from benchmarks import list_peers, measures
from benchmarks.observer import observed_lists
from benchmarks.results import KNOWING, Figure, karat_name
from benchmarks.warehouse import ListTask, champion, karat_lists, list_task
from karat.demo import World

MEASURES = ("precision", "hit", "recall", "ndcg", "diversity")


def list_figures(
    log: str, warehouse: duckdb.DuckDBPyConnection, split: str, days: int, world: World | None
) -> Iterator[Figure]:
    """Measure every model on a split, at each level of items."""
    task = list_task(warehouse, split, days)
    if task.items["item_id"].nunique() <= 1:
        return
    lists = {name: peer(task) for name, peer in list_peers.PEERS.items()}
    lists |= {karat_name(name): rows for name, rows in karat_lists(warehouse, split).items()}
    if world is not None:
        lists |= observed_lists(warehouse, split, world)
    shown = karat_name(champion(warehouse, "next_items"))
    for level in measures.LEVELS:
        judged = {name: _measure(rows, task, level) for name, rows in lists.items()}
        best = max(list_peers.PEERS, key=lambda name: judged[name]["precision"].mean())
        wanted = [
            (name, measure, rows[measure]) for name, rows in judged.items() for measure in MEASURES
        ]
        wanted.append((KNOWING, "precision", judged[shown]["ceiling"]))
        gain = judged[shown]["precision"] - judged[best]["precision"]
        wanted.append((shown, f"precision above {best}", gain))
        weights = measures.replicate_weights(len(gain))
        for model, measure, values in wanted:
            value = measures.mean(values.to_numpy(dtype=float), weights)
            yield Figure(
                log, "what", split, model, measure, level, value.value, value.lower, value.upper
            )


def _measure(lists: pd.DataFrame, task: ListTask, level: str) -> pd.DataFrame:
    return measures.list_measures(lists, task.items, task.bought, level)
