"""What recommenders share that read a customer's purchases in their order, piece after piece.

A network turns a sequence into a vector; the score of an entry (an item or an archetype) is the
product of its own vector with that one, and a number of its own. What differs between families is
how the vector comes about: `Reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.neural import (
    Lesson,
    learn_until_no_better,
    randomness,
    saved,
    start,
    torch_library,
    with_weights,
)
from karat.modelling.splits import FAILURE, by_split, each_split, without_failures
from karat.progress import Progress
from karat.resources import device
from karat.what.factors import Vectors, vector_lists
from karat.what.interactions import LEVELS
from karat.what.lists import LISTS_SCHEMA, Wanted

SEQUENTIAL_SCHEMA = pa.schema(
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

WIDTH = 64
LONGEST = 30
"""Pieces that are read of a customer, the latest."""

DROPPED = 0.2
BATCH = 256
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
ROUNDS = 30
"""At most: a training ends when it foretells those who are held out no better."""

SAMPLED = 1000
"""Entries that an answer is told apart from while learning; all of them where there are no more."""


@dataclass(frozen=True)
class Reader:
    """
    How a family reads sequences.

    Attributes
    ----------
    layers
        Makes the layers of its own, by name, of PyTorch.
    states
        Returns a vector for each place of embedded sequences, shape (customers, places, `WIDTH`),
        of what stands there and before. Takes PyTorch, the network, the embedded sequences and the
        generator of what is dropped, None where nothing is.
    """

    layers: Callable[[Any], dict[str, Any]]
    states: Callable[[Any, Any, Any, Any], Any]


def fit_sequential(table: str, sequences: pa.Table, level: str, reader: Reader) -> pa.Table:
    """Learn in each split which entry comes next, the first one too.

    Parameters
    ----------
    table
        The name of the table that is to hold the fit.
    sequences
        One row per split, customer and piece bought: `split_name`, `as_of_date`, `customer_id`,
        `position`, `item_id`, `archetype`.
    level
        `item` or `archetype`.
    reader
        How the family reads sequences.

    Returns
    -------
    pyarrow.Table
        `SEQUENTIAL_SCHEMA`; empty for no rows.
    """
    progress = Progress(table)

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        torch = torch_library()
        entry_ids = pd.Index(sorted(pc.unique(rows[LEVELS[level]]).to_pylist()))
        _, numbers = _tokens(rows, level, entry_ids)
        tokens = torch.from_numpy(numbers).to(device())
        random = randomness(torch)
        network = start(torch, _network(torch, len(entry_ids), reader), random)
        _say_what_sells(torch, network, tokens)
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        lesson = Lesson(
            len(tokens),
            lambda some: _loss(network, reader, tokens[some], random),
            lambda step, steps: progress.at(f"split {split_name}", step, steps),
            BATCH,
            ROUNDS,
        )
        learn_until_no_better(
            *(lesson, network, optimiser, random),
            lambda some: _loss(network, reader, tokens[some], None),
        )
        record = {
            "split_name": split_name,
            "as_of_date": rows["as_of_date"][0].as_py(),
            "level": level,
            "entry_ids": entry_ids.to_list(),
            "weights": saved(network),
        }
        return pa.Table.from_pylist([record], schema=SEQUENTIAL_SCHEMA)

    return each_split(table, by_split(sequences), fit_split, SEQUENTIAL_SCHEMA)


def score_sequential(
    table: str, fit: pa.Table, sequences: pa.Table, wanted: Wanted, reader: Reader
) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `SEQUENTIAL_SCHEMA`.
    sequences
        As the fit took them; pieces that it did not know are passed over.
    wanted
        Whose lists, of which items.
    reader
        How the family reads sequences.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the log odds of an entry to come next, up to a number that is
        the customer's own.
    """
    rows_of, wanted_of = dict(by_split(sequences)), wanted.by_split()
    splits = [
        (name, (fitted, rows_of[name], wanted_of[name]))
        for name, fitted in by_split(without_failures(fit))
        if name in rows_of and name in wanted_of
    ]
    return each_split(
        table,
        splits,
        lambda split_name, found: pa.concat_tables(
            [LISTS_SCHEMA.empty_table(), *_score_split(split_name, *found, reader)]
        ),
        LISTS_SCHEMA,
    )


def _score_split(
    split_name: str, fitted: pa.Table, rows: pa.Table, wanted: Wanted, reader: Reader
) -> Iterator[pa.Table]:
    (fit,) = fitted.to_pylist()
    torch = torch_library()
    entry_ids = pd.Index(fit["entry_ids"])
    network = with_weights(_network(torch, len(entry_ids), reader), fit["weights"])
    is_asked = pc.is_in(rows["customer_id"], value_set=wanted.customers["customer_id"])
    customer_ids, tokens = _tokens(rows.filter(is_asked), fit["level"], entry_ids)
    customers = [np.zeros((0, WIDTH + 1), dtype=np.float32)]
    with torch.no_grad():
        for batch in torch.from_numpy(tokens).to(device()).split(BATCH):
            states = _states(torch, network, reader, _after_start(torch, network, batch), None)
            last = states[torch.arange(len(batch)), (batch > 0).sum(dim=1)]
            ones = torch.ones(len(batch), 1, device=device())
            customers.append(torch.hstack([last, ones]).cpu().numpy())
        entries = torch.hstack([network["entries"].weight, network["bias"].weight])
    vectors = Vectors(
        fit["as_of_date"],
        fit["level"],
        *(customer_ids, np.vstack(customers)),
        pa.array(entry_ids, pa.string()),
        entries[1:-1].cpu().numpy(),
    )
    yield from vector_lists(split_name, vectors, wanted)


def _tokens(
    rows: pa.Table, level: str, entry_ids: pd.Index
) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return customers, and the numbers of what they bought last: from 1, filled up by 0."""
    frame = rows.select(["customer_id", "position", LEVELS[level]]).to_pandas()
    frame["token"] = entry_ids.get_indexer(pd.Index(frame[LEVELS[level]])) + 1
    known = frame[frame["token"] > 0].sort_values(["customer_id", "position"])
    latest = known.groupby("customer_id", sort=True).tail(LONGEST)
    codes, customers = pd.factorize(latest["customer_id"])
    tokens = np.zeros((len(customers), LONGEST), dtype=np.int64)
    tokens[codes, latest.groupby("customer_id").cumcount()] = latest["token"]
    return pa.array(customers, pa.string()), tokens


def _network(torch: Any, entries: int, reader: Reader) -> Any:
    """Return the network: beside the family's layers a vector and a number for each entry.

    Entry 0 fills up, and the last one stands before every sequence.
    """
    return torch.nn.ModuleDict(
        {
            "entries": torch.nn.Embedding(entries + 2, WIDTH),
            "bias": torch.nn.Embedding(entries + 2, 1),
            **reader.layers(torch),
        }
    )


def _say_what_sells(torch: Any, network: Any, tokens: Any) -> None:
    """Let each entry's own number start at its share of the sales: the rest is to be learned."""
    bias = network["bias"].weight
    sold = torch.bincount(tokens.flatten(), minlength=len(bias))[1:-1] + 1
    with torch.no_grad():
        bias[1:-1, 0] = torch.log(sold / sold.sum())


def _after_start(torch: Any, network: Any, tokens: Any) -> Any:
    """Put the start before sequences, and cut them to the longest of these."""
    first = torch.full_like(tokens[:, :1], network["entries"].num_embeddings - 1)
    longest = int((tokens > 0).sum(dim=1).max())
    return torch.hstack([first, tokens[:, :longest]])


def _states(torch: Any, network: Any, reader: Reader, tokens: Any, random: Any) -> Any:
    return reader.states(torch, network, network["entries"](tokens), random)


def _loss(network: Any, reader: Reader, tokens: Any, random: Any) -> Any:
    """Return the cross entropy of each piece given those before.

    With a generator it is that of learning: among entries that are drawn, with some dropped.
    """
    torch = torch_library()
    sequences = _after_start(torch, network, tokens)
    answers = sequences[:, 1:]
    states = _states(torch, network, reader, sequences[:, :-1], random)[answers > 0]
    answers = answers[answers > 0]
    count = network["entries"].num_embeddings - 2
    if random is None or count <= SAMPLED:
        among = torch.arange(1, count + 1, device=tokens.device)
        return torch.nn.functional.cross_entropy(_logits(network, states, among), answers - 1)
    among = torch.randint(1, count + 1, (SAMPLED,), generator=random).to(tokens.device)
    others = _logits(network, states, among).masked_fill(among == answers[:, None], -torch.inf)
    own = (states * network["entries"](answers)).sum(dim=1, keepdim=True) + network["bias"](answers)
    # Each that was drawn stands for as many of all.
    weighed = others + float(np.log(count / SAMPLED))
    return -torch.log_softmax(torch.hstack([own, weighed]), dim=1)[:, 0].mean()


def _logits(network: Any, states: Any, entries: Any) -> Any:
    return states @ network["entries"](entries).T + network["bias"](entries).T
