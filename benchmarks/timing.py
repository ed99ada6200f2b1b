"""Measure when-models: Karat's candidates and the peers on the same customers and days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from benchmarks import measures, timing_peers
from benchmarks.measures import Floats, Interval
from benchmarks.observer import observed_chances
from benchmarks.results import OBSERVER, Figure, karat_name
from benchmarks.warehouse import LONGEST, TimingTask, champion, karat_timing, timing_task

BEST_CONSTANT = "best constant"


@dataclass(frozen=True)
class Prediction:
    """A model's chances by horizon, and its expected days to the next purchase, if it has any."""

    chances: dict[int, Floats]
    expected_days: Floats | None


def timing_figures(
    log: str, warehouse: duckdb.DuckDBPyConnection, split: str, *, is_demo: bool
) -> Iterator[Figure]:
    """Measure every model on a split."""
    task = timing_task(warehouse, split)
    predictions = _peer_predictions(task) | _karat_predictions(warehouse, split, task)
    if is_demo:
        predictions[OBSERVER] = Prediction(observed_chances(warehouse, split), None)

    def figure(model: str, measure: str, at: object, value: Interval) -> Figure:
        return Figure(
            log, "when", split, model, measure, str(at), value.value, value.lower, value.upper
        )

    shown = karat_name(champion(warehouse, "next_purchase"))
    for days in task.horizons():
        came = task.days_to_next <= days
        judged = {name: p.chances[days] for name, p in predictions.items() if days in p.chances}
        table = np.column_stack(list(judged.values()))
        skills, replicates = measures.brier_skills(table, came)
        names = list(judged)
        for place, name in enumerate(names):
            skill = measures.interval(float(skills[place]), replicates[:, place])
            yield figure(name, "brier skill", days, skill)
            yield figure(name, "predicted / actual", days, _ratio(judged[name], came))
            yield figure(name, "auc", days, _plain(measures.auc(judged[name], came)))
        peers = [place for place, name in enumerate(names) if name in timing_peers.PEERS]
        best = max(peers, key=lambda place: skills[place])
        here = names.index(shown)
        yield figure(
            shown,
            f"brier skill above {names[best]}",
            days,
            measures.interval(
                float(skills[here] - skills[best]), replicates[:, here] - replicates[:, best]
            ),
        )
    longest = task.horizons()[-1]
    for name, prediction in predictions.items():
        if longest in prediction.chances:
            value = measures.concordance(prediction.chances[longest], task.days_to_next, longest)
            yield figure(name, "concordance", longest, _plain(value))
    if task.days_covered >= LONGEST:
        yield from (figure(*row) for row in _date_figures(task, predictions))


def _plain(value: float) -> Interval:
    return Interval(value, value, value)


def _ratio(chances: Floats, came: np.ndarray) -> Interval:
    weights = measures.replicate_weights(len(came))
    return measures.interval(
        float(chances.sum() / max(came.sum(), 1)),
        (weights @ chances) / np.maximum(weights @ came, 1),
    )


def _peer_predictions(task: TimingTask) -> dict[str, Prediction]:
    predictions = {}
    for name in timing_peers.PEERS:
        curves = timing_peers.curves(task, name)
        predictions[name] = Prediction(
            {days: curves[:, days - 1] for days in task.horizons()}, measures.median_days(curves)
        )
    return predictions


def _karat_predictions(
    warehouse: duckdb.DuckDBPyConnection, split: str, task: TimingTask
) -> dict[str, Prediction]:
    predictions = {}
    for name, rows in karat_timing(warehouse, split).items():
        if not rows["customer_id"].equals(task.histories["customer_id"]):
            raise ValueError(f"{name} does not score the customers that are known on {task.as_of}")
        predictions[karat_name(name)] = Prediction(
            {days: rows[f"probability_{days}d"].to_numpy() for days in task.horizons()},
            rows["expected_days"].fillna(LONGEST / 2).to_numpy(dtype=float),
        )
    return predictions


def _date_figures(
    task: TimingTask, predictions: dict[str, Prediction]
) -> Iterator[tuple[str, str, int, Interval]]:
    """Measure the expected dates over those who came within the longest horizon."""
    came = task.days_to_next <= LONGEST
    earlier = task.lessons.loc[task.lessons["days_to_next"] <= LONGEST, "days_to_next"]
    constant = float(np.median(earlier)) if len(earlier) else LONGEST / 2
    dated = {
        name: p.expected_days for name, p in predictions.items() if p.expected_days is not None
    }
    dated[BEST_CONSTANT] = np.full(len(came), constant)
    weights = measures.replicate_weights(int(came.sum()))
    for name, days in dated.items():
        misses = np.abs(days[came] - task.days_to_next[came])
        yield name, "mean absolute error in days", LONGEST, _mean(misses, weights)
        yield name, "share within 5 days", LONGEST, _mean((misses <= 5).astype(float), weights)
    for name, prediction in predictions.items():
        top = _top_share(prediction.chances[LONGEST], came)
        yield name, "buyers among the expected", LONGEST, _plain(top)


def _mean(values: Floats, weights: Floats) -> Interval:
    return measures.interval(float(values.mean()), weights @ values / len(values))


def _top_share(chances: Floats, came: np.ndarray) -> float:
    """Of the n customers of highest chance, n the number expected to come, the share who came."""
    count = max(1, min(len(came), round(float(chances.sum()))))
    best = pd.Series(chances).sort_values(ascending=False, kind="stable").index[:count]
    return float(came[best].mean())
