"""What a run is going to do, layer by layer, and how much of its work is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

LAYERS = (
    *("seeds", "staging", "intermediate", "cutoffs", "features", "when", "what"),
    *("evaluation", "registry", "marts", "experiments", "monitoring"),
)
"""In the order of the data's way; a folder of models that is not named here comes after them."""

PYTHON_FOLDERS = {"calendar": "intermediate", "identity": "staging"}
"""Folders of Python models that are named by what they do, and the layer that they belong to."""

PYTHON_SECONDS, SQL_SECONDS, TEST_SECONDS = 12.0, 0.8, 0.1
"""What a node takes on the demo on average: it weighs so much until a run has told its own."""


@dataclass(frozen=True)
class Node:
    """A seed, model or test; `table` is `schema.name`, and empty for a test."""

    layer: str
    name: str
    table: str
    seconds: float

    @property
    def is_test(self) -> bool:
        """Whether the node makes no table."""
        return not self.table


def plan(
    nodes: Mapping[str, Mapping[str, Any]],
    selected: Collection[str],
    seconds: Mapping[str, float],
) -> dict[str, Node]:
    """Return the nodes of a run by their ids.

    Parameters
    ----------
    nodes
        Nodes and unit tests of dbt's manifest, by id.
    selected
        Ids of those that run.
    seconds
        What tables took the last time, by their names.
    """
    return {key: _node(nodes[key], nodes, seconds) for key in selected if key in nodes}


def _node(
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    seconds: Mapping[str, float],
) -> Node:
    name = str(node["name"])
    if node["resource_type"] not in ("model", "seed"):
        return Node(_layer_of_test(node, nodes), name, "", TEST_SECONDS)
    guess = PYTHON_SECONDS if node.get("language") == "python" else SQL_SECONDS
    table = f"{node['schema']}.{node['alias']}".lower()
    return Node(_layer(node), name, table, seconds.get(name, guess))


def _layer(node: Mapping[str, Any]) -> str:
    parts = PurePosixPath(str(node["original_file_path"]).replace("\\", "/")).parts
    folder = parts[0] if parts[0] == "seeds" or len(parts) < 3 else parts[1]
    return PYTHON_FOLDERS.get(folder, folder)


def _layer_of_test(test: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the layer of what a test is of: the last one that it reads, if it is of none."""
    attached = test.get("attached_node")
    parents = [attached] if attached else test.get("depends_on", {}).get("nodes", [])
    layers = [_layer(nodes[parent]) for parent in parents if parent in nodes]
    return in_order(layers)[-1] if layers else "tests"


def in_order(layers: Iterable[str]) -> list[str]:
    """Sort layers along the data's way."""
    places = {name: place for place, name in enumerate(LAYERS)}
    return sorted(set(layers), key=lambda name: (places.get(name, len(places)), name))


def seconds_left(planned: Iterable[Node], done: Iterable[Node], elapsed: float) -> float | None:
    """Estimate the seconds until a run ends from the work that is done; nothing at its start.

    >>> node = Node("marts", "a", "marts.a", 1.0)
    >>> seconds_left([node] * 4, [node], elapsed=20.0)
    60.0
    """
    whole, part = (sum(node.seconds for node in nodes) for nodes in (planned, done))
    if elapsed < 10 or part < 0.03 * whole:
        return None
    return elapsed * (whole - part) / part


def duration(seconds: float) -> str:
    """Write a time as people say it.

    >>> [duration(seconds) for seconds in (0.4, 59.6, 200, 7300)]
    ['0 s', '1 min', '3 min 20 s', '2 h 1 min']
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"
