"""What recommenders share that read a customer's purchases in their order, piece after piece.

A network turns a sequence into a vector; the score of an entry (an item or an archetype) is the
product of its own vector with that one, and a number of its own. What differs between families is
how the vector comes about: `Reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    start,
    torch_library,
    with_weights,
)
from karat.modelling.splits import by_split, each_split
from karat.progress import Progress
from karat.resources import device
from karat.what.factors import Vectors
from karat.what.interactions import LEVELS
from karat.what.lists import Wanted
from karat.what.networks import NETWORKS_SCHEMA, network_table, score_networks

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


def next_pieces(torch: Any, tokens: Any, extra: int, random: Any) -> tuple[Any, Any]:
    """Ask after each piece for the next: sequences from their start on, and their pieces.

    Nothing of it is drawn, so `random` is not looked at.
    """
    return after_start(torch, tokens, extra)[:, :-1], tokens


def after_start(torch: Any, tokens: Any, extra: int) -> Any:
    """Put the start before sequences: the state of the place after the last piece is asked for."""
    return torch.hstack([torch.full_like(tokens[:, :1], extra), tokens])


@dataclass(frozen=True)
class Reader:
    """
    How a family reads sequences.

    Each function takes PyTorch first. Sequences are numbers of entries, filled up by 0; `extra` is
    the number of an entry beyond those that can be bought, `random` the generator of what is drawn
    while learning, None where nothing is.

    Attributes
    ----------
    layers
        Makes the layers of its own, by name.
    states
        Returns a vector for each place, shape (customers, places, `WIDTH`), of the network, the
        sequences and `random`.
    questions
        Returns what is read while learning and what each place is to tell, 0 for nothing, of the
        sequences, `extra` and `random`.
    asked
        Returns what is read for a list, one place longer than the sequences, of these and `extra`:
        it is told by the place after the last piece.
    """

    layers: Callable[[Any], dict[str, Any]]
    states: Callable[[Any, Any, Any, Any], Any]
    questions: Callable[[Any, Any, int, Any], tuple[Any, Any]] = next_pieces
    asked: Callable[[Any, Any, int], Any] = after_start


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
        `NETWORKS_SCHEMA`; empty for no rows.
    """
    progress = Progress(table)

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        torch = torch_library()
        entry_ids = pd.Index(sorted(pc.unique(rows[LEVELS[level]]).to_pylist()))
        _, numbers = tokens_of(rows, level, entry_ids)
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
        return network_table(rows, level, entry_ids, network)

    return each_split(table, by_split(sequences), fit_split, NETWORKS_SCHEMA)


def score_sequential(
    table: str, fit: pa.Table, sequences: pa.Table, wanted: Wanted, reader: Reader
) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `NETWORKS_SCHEMA`.
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
    return score_networks(
        *(table, fit, sequences, wanted),
        lambda kept, rows, _: _vectors(kept, rows, reader),
    )


def _vectors(fit: Mapping[str, Any], rows: pa.Table, reader: Reader) -> Vectors:
    torch = torch_library()
    entry_ids = pd.Index(fit["entry_ids"])
    network = with_weights(_network(torch, len(entry_ids), reader), fit["weights"])
    customer_ids, tokens = tokens_of(rows, fit["level"], entry_ids)
    customers = [np.zeros((0, WIDTH + 1), dtype=np.float32)]
    with torch.no_grad():
        for batch in torch.from_numpy(tokens).to(device()).split(BATCH):
            asked = reader.asked(torch, cut(batch), len(entry_ids) + 1)
            states = reader.states(torch, network, asked, None)
            last = states[torch.arange(len(batch)), (batch > 0).sum(dim=1)]
            ones = torch.ones(len(batch), 1, device=device())
            customers.append(torch.hstack([last, ones]).cpu().numpy())
        entries = torch.hstack([network["entries"].weight, network["bias"].weight])
    return Vectors(
        fit["as_of_date"],
        fit["level"],
        *(customer_ids, np.vstack(customers)),
        pa.array(entry_ids, pa.string()),
        entries[1:-1].cpu().numpy(),
    )


def tokens_of(
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

    Entry 0 fills up, and the last one is the reader's to put where it asks.
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


def cut(tokens: Any) -> Any:
    """Cut sequences to the longest of these."""
    return tokens[:, : int((tokens > 0).sum(dim=1).max())]


def _loss(network: Any, reader: Reader, tokens: Any, random: Any) -> Any:
    """Return the cross entropy of the pieces that the reader asks for.

    With a generator it is that of learning: among entries that are drawn, with some dropped.
    """
    torch = torch_library()
    extra = network["entries"].num_embeddings - 1
    read, answers = reader.questions(torch, cut(tokens), extra, random)
    states = reader.states(torch, network, read, random)[answers > 0]
    answers = answers[answers > 0]
    count = extra - 1
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
