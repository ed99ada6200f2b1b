"""`make tournament`: everything built with the challengers, judged, and what each family cost.

The run is `make build`'s own, in a warehouse of its own and one model at a time, so that a family's
seconds and memory are its own too. What stands at the end is Markdown: a table a task.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from karat.publication import published_path
from karat.resources import SettingError, family_seconds
from karat.terminal.__main__ import main as build

SECONDS_BETWEEN = 0.1
"""How often the memory is looked at."""

TABLES = (
    (
        *("When: skill of the probabilities, integrated over the days", "next_purchase"),
        "evaluation.next_purchase_metrics",
        "horizon_days = (select max(horizon_days) from evaluation.next_purchase_metrics)"
        " and metric_name = 'integrated_brier_skill'",
    ),
    *(
        (
            *(f"What: precision of ten, {level}", "next_items"),
            "evaluation.next_item_metrics",
            f"item_level = '{level}' and k = 10 and metric_name = 'precision'",
        )
        for level in ("item", "archetype")
    ),
)
"""A title, a task, its metrics and the slice of them that is shown."""

UNJUDGED = (
    "No family is judged in split {}: the days to look ahead from its first day must be over when "
    "the sales end. Set validation_start and test_start earlier, or both to auto."
)
"""What is said where a whole column is empty."""


@dataclass
class Cost:
    """What a family's models took.

    Attributes
    ----------
    seconds
        Of all its models together.
    megabytes
        The most that the process grew by while one of them ran.
    """

    seconds: float = 0.0
    megabytes: float = 0.0


def process_megabytes() -> float | None:
    """Return the memory that this process holds; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Costs:
    """Listens to dbt and adds up what each family takes, by its name.

    Parameters
    ----------
    memory
        Returns the memory that the process holds.
    """

    def __init__(self, memory: Callable[[], float | None] = process_megabytes) -> None:
        self.by_family: dict[str, Cost] = {}
        self._memory = memory
        self._running: dict[str, threading.Event] = {}

    def __call__(self, message: Any) -> None:
        """Take an event of dbt's."""
        if message.info.name not in ("NodeStart", "NodeFinished"):
            return
        node = message.data.node_info
        family = _family(node.node_path)
        if node.resource_type != "model" or family is None:
            return
        cost = self.by_family.setdefault(family, Cost())
        if message.info.name == "NodeStart":
            ended = self._running[node.unique_id] = threading.Event()
            watching = threading.Thread(target=self._watch, args=(cost, ended), daemon=True)
            watching.start()
        else:
            self._running.pop(node.unique_id).set()
            cost.seconds += message.data.run_result.execution_time

    def _watch(self, cost: Cost, ended: threading.Event) -> None:
        before = self._memory()
        while before is not None:
            over = ended.wait(SECONDS_BETWEEN)
            cost.megabytes = max(cost.megabytes, (self._memory() or before) - before)
            if over:
                break


def _family(path: str) -> str | None:
    """Return the family whose folder a model stands in, by its path under the folder of models.

    >>> _family("when/cox/cox_fit.py"), _family("marts/dim_items.sql")
    ('cox', None)
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return parts[1] if len(parts) == 3 and parts[0] in ("when", "what") else None


def report(published: Path, costs: Mapping[str, Cost]) -> Iterator[str]:
    """Yield the lines of the tables, families by their place on validation.

    Parameters
    ----------
    published
        What the tournament has published: dbt still holds the warehouse open.
    costs
        By family.
    """
    judged = {"validation": False, "test": False}
    with duckdb.connect(str(published), read_only=True) as connection:
        for title, task, metrics, part in TABLES:
            yield from ("", f"## {title}", "")
            yield "| family | validation | 95 % interval | test | seconds | memory, MB |"
            yield "|---|---:|---:|---:|---:|---:|"
            for family, *values, is_champion in connection.execute(
                f"""
                select
                    ranked.model_name,
                    max(metrics.metric_value) filter (where metrics.split_name = 'validation'),
                    max(metrics.ci_lower) filter (where metrics.split_name = 'validation'),
                    max(metrics.ci_upper) filter (where metrics.split_name = 'validation'),
                    max(metrics.metric_value) filter (where metrics.split_name = 'test'),
                    bool_or(ranked.is_champion)
                from evaluation.model_leaderboard as ranked
                left join {metrics} as metrics
                    on ranked.split_name = metrics.split_name
                        and ranked.model_name = metrics.model_name
                        and {part}
                where ranked.task = '{task}' and ranked.split_name in ('validation', 'test')
                group by ranked.model_name
                order by 2 desc nulls last, ranked.model_name
                """
            ).fetchall():
                judged["validation"] |= values[0] is not None
                judged["test"] |= values[3] is not None
                value, low, high, test = (_figure(value) for value in values)
                cost = costs.get(family, Cost())
                name = f"**{family}**" if is_champion else family
                yield (
                    f"| {name} | {value} | {low} to {high} | {test} | {cost.seconds:.0f} "
                    f"| {cost.megabytes:.0f} |"
                )
        for split in (split for split, told in judged.items() if not told):
            yield from ("", UNJUDGED.format(split))
        for family, split, reason in connection.execute(
            "select model_name, split_name, reason from evaluation.family_health"
            " where not is_healthy order by all"
        ).fetchall():
            yield from ("", f"{family} is set aside in split {split}: {reason}.")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def main(arguments: Sequence[str]) -> int:
    """Run the tournament and print what came of it; returns dbt's exit code."""
    try:
        family_seconds("")
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    costs = Costs()
    code = build([*arguments], [costs])
    if code == 0:
        print("\n".join(report(published_path(), costs.by_family)))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
