"""Measure when-models: Karat's families and the peers on the same customers and days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np

from benchmarks import measures, timing_peers
from benchmarks.measures import Floats, Interval
from benchmarks.observer import observed_probabilities
from benchmarks.results import OBSERVER, Figure, karat_name
from benchmarks.warehouse import HORIZONS, LONGEST, TimingTask, champion, karat_timing, timing_task
from karat.demo import World

BEST_CONSTANT = "best constant"
LISTED_DAYS = (5, 90)
"""Lists of the likeliest are judged at the brief's five days and at the longest horizon."""


@dataclass(frozen=True)
class Prediction:
    """A model's probabilities by horizon, and its expected days to the next purchase, if any."""

    probabilities: dict[int, Floats]
    expected_days: Floats | None


def timing_figures(
    log: str, warehouse: duckdb.DuckDBPyConnection, split: str, world: World | None
) -> Iterator[Figure]:
    """Measure every model on a split, and the perfect observer of a simulated world."""
    task = timing_task(warehouse, split)
    predictions = _peer_predictions(task) | _karat_predictions(warehouse, split, task)
    if world is not None:
        predictions[OBSERVER] = Prediction(observed_probabilities(warehouse, split, world), None)

    def figure(model: str, measure: str, at: object, value: Interval) -> Figure:
        return Figure(
            log, "when", split, model, measure, str(at), value.value, value.lower, value.upper
        )

    shown = karat_name(champion(warehouse, "next_purchase"))
    weights = measures.replicate_weights(len(task.days_to_next))
    for days in task.horizons():
        came = task.days_to_next <= days
        judged = {
            name: p.probabilities[days]
            for name, p in predictions.items()
            if days in p.probabilities
        }
        table = np.column_stack(list(judged.values()))
        skills, replicates = measures.brier_skills(table, came)
        names = list(judged)
        for place, name in enumerate(names):
            skill = measures.interval(float(skills[place]), replicates[:, place])
            yield figure(name, "brier skill", days, skill)
            level = measures.ratio(judged[name], came.astype(float), weights)
            yield figure(name, "predicted / actual", days, level)
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
    for days in LISTED_DAYS:
        if days <= task.days_covered:
            yield from (figure(*row) for row in _list_figures(task, predictions, days, weights))
    longest = task.horizons()[-1]
    for name, prediction in predictions.items():
        if longest in prediction.probabilities:
            value = measures.concordance(
                prediction.probabilities[longest], task.days_to_next, longest
            )
            yield figure(name, "concordance", longest, _plain(value))
    if task.days_covered >= LONGEST:
        yield from (figure(*row) for row in _date_figures(task, predictions))


def _plain(value: float) -> Interval:
    return Interval(value, value, value)


def _peer_predictions(task: TimingTask) -> dict[str, Prediction]:
    predictions = {}
    asked = {*LISTED_DAYS, *HORIZONS}
    for name in timing_peers.PEERS:
        curves = timing_peers.curves(task, name)
        predictions[name] = Prediction(
            {days: curves[:, days - 1] for days in asked}, measures.median_days(curves)
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
            {days: rows[f"probability_{days}d"].to_numpy() for days in {*LISTED_DAYS, *HORIZONS}},
            # Who has no probability at all has no expected date either.
            rows["expected_days"].fillna(LONGEST / 2).to_numpy(dtype=float),
        )
    return predictions


def _date_figures(
    task: TimingTask, predictions: dict[str, Prediction]
) -> Iterator[tuple[str, str, int, Interval]]:
    """Measure the expected dates over those who came within the longest horizon."""
    came = task.days_to_next <= LONGEST
    earlier = task.training.loc[task.training["days_to_next"] <= LONGEST, "days_to_next"]
    constant = float(np.median(earlier)) if len(earlier) else LONGEST / 2
    dated = {
        name: p.expected_days for name, p in predictions.items() if p.expected_days is not None
    }
    dated[BEST_CONSTANT] = np.full(len(came), constant)
    weights = measures.replicate_weights(int(came.sum()))
    for name, days in dated.items():
        misses = np.abs(days[came] - task.days_to_next[came])
        yield name, "mean absolute error in days", LONGEST, measures.mean(misses, weights)
        close = measures.mean((misses <= 5).astype(float), weights)
        yield name, "share within 5 days", LONGEST, close


def _list_figures(
    task: TimingTask, predictions: dict[str, Prediction], days: int, weights: Floats
) -> Iterator[tuple[str, str, int, Interval]]:
    """Measure the list of those who are likeliest to come within some days, as long as expected."""
    came = task.days_to_next <= days
    for name, prediction in predictions.items():
        listed = measures.likeliest(prediction.probabilities[days])
        share = measures.ratio((listed & came).astype(float), listed.astype(float), weights)
        yield name, "buyers among the likeliest", days, share
        best = min(1.0, float(came.sum() / listed.sum()))
        yield name, "best such list", days, _plain(best)
