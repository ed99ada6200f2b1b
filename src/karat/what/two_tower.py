"""Two towers: one network reads what a customer bought, another what an item is, id and traits.

What an item is like stands in for what nobody has bought yet, so the family is a hybrid of content
and behaviour. Source: X. Yi, J. Yang, L. Hong and others, "Sampling-bias-corrected neural modeling
for large corpus item recommendations", RecSys 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.modelling.neural import (
    Lesson,
    dropped,
    learn_until_no_better,
    randomness,
    start,
    torch_library,
    with_weights,
)
from karat.modelling.splits import FAILURE, by_split, each_split
from karat.progress import Progress
from karat.resources import device
from karat.what.factors import Vectors
from karat.what.lists import Wanted
from karat.what.networks import NETWORKS_SCHEMA, network_table, score_networks
from karat.what.sequential import (
    BATCH,
    DROPPED,
    LEARNING_RATE,
    ROUNDS,
    WEIGHT_DECAY,
    WIDTH,
    cut,
    tokens_of,
)

TRAITS = ("category", "metal", "price_tier")

TWO_TOWER_SCHEMA = pa.schema(
    [*list(NETWORKS_SCHEMA)[:-1], ("traits", pa.list_(pa.string())), FAILURE]
)
"""`NETWORKS_SCHEMA`, and the traits that are known, in the order of the network's own."""

TOWERS = ("customer", "item")

UNKNOWN = 0.2
"""The share of items whose ids are hidden while learning, so that traits learn to stand alone."""


def fit_two_tower(sequences: pa.Table) -> pa.Table:
    """Learn in each split which item goes with those that a customer had bought before.

    Parameters
    ----------
    sequences
        One row per split, customer and piece bought: `split_name`, `as_of_date`, `customer_id`,
        `position`, `item_id` and `TRAITS`.

    Returns
    -------
    pyarrow.Table
        `TWO_TOWER_SCHEMA`; empty for no rows.
    """
    progress = Progress("two_tower_fit")

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        torch = torch_library()
        items = rows.select(["item_id", *TRAITS]).to_pandas().drop_duplicates("item_id")
        items = items.sort_values("item_id")
        item_ids = pd.Index(items["item_id"])
        traits = pd.Index(sorted({trait for name in TRAITS for trait in _named(items, name)}))
        _, numbers = tokens_of(rows, "item", item_ids)
        tokens = torch.from_numpy(numbers).to(device())
        random = randomness(torch)
        network = start(torch, _network(torch, len(item_ids), len(traits)), random)
        sold = torch.bincount(tokens.flatten(), minlength=len(item_ids) + 1)[1:] + 1
        shares = sold / sold.sum()
        with torch.no_grad():
            network["bias"].weight[1:, 0] = torch.log(shares)
            network["bias"].weight[0] = -float(np.log(len(item_ids)))
        described = torch.from_numpy(_described(items, traits)).to(device())
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        lesson = Lesson(
            len(tokens),
            lambda some: _loss(network, described, shares, tokens[some], random),
            lambda step, steps: progress.at(f"split {split_name}", step, steps),
            BATCH,
            ROUNDS,
        )
        learn_until_no_better(
            *(lesson, network, optimiser, random),
            lambda some: _loss(network, described, shares, tokens[some], None),
        )
        kept = network_table(rows, "item", item_ids, network)
        return kept.append_column("traits", pa.array([traits.to_list()]))

    return each_split("two_tower_fit", by_split(sequences), fit_split, TWO_TOWER_SCHEMA)


def score_two_tower(table: str, fit: pa.Table, sequences: pa.Table, wanted: Wanted) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `TWO_TOWER_SCHEMA`.
    sequences
        As the fit took them; of items that it did not know the traits are read alone.
    wanted
        Whose lists, of which items, with `TRAITS` too; one that the fit did not know is told by its
        traits.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the log odds of an item to come next, up to a number that is
        the customer's own.
    """
    return score_networks(table, fit, sequences, wanted, _vectors)


def _vectors(fit: Mapping[str, Any], rows: pa.Table, wanted: Wanted) -> Vectors:
    torch = torch_library()
    item_ids, traits = pd.Index(fit["entry_ids"]), pd.Index(fit["traits"])
    network = with_weights(_network(torch, len(item_ids), len(traits)), fit["weights"])

    def pieces(items: pd.DataFrame) -> Any:
        numbers = torch.from_numpy(item_ids.get_indexer(pd.Index(items["item_id"])) + 1)
        described = torch.from_numpy(_described(items, traits)[1:])
        return numbers.to(device()), _pieces(network, numbers.to(device()), described.to(device()))

    columns = ["item_id", *TRAITS]
    bought = rows.select(columns).to_pandas().drop_duplicates("item_id").sort_values("item_id")
    sold = wanted.items.select(columns).to_pandas().sort_values("item_id")
    customer_ids, tokens = tokens_of(rows, "item", pd.Index(bought["item_id"]))
    customers = [np.zeros((0, WIDTH + 1), dtype=np.float32)]
    with torch.no_grad():
        _, read = pieces(bought)
        read = torch.vstack([torch.zeros_like(read[:1]), read])
        for batch in torch.from_numpy(tokens).to(device()).split(BATCH):
            # A place more: its state is of all that was bought.
            longer = torch.hstack([batch, torch.zeros_like(batch[:, :1])])
            states = _customers(network, read[longer], longer, None)
            last = states[torch.arange(len(batch)), (batch > 0).sum(dim=1)]
            ones = torch.ones(len(batch), 1, device=device())
            customers.append(torch.hstack([last, ones]).cpu().numpy())
        numbers, told = pieces(sold)
        entries = torch.hstack([_items(network, told), network["bias"](numbers)])
    return Vectors(
        fit["as_of_date"],
        fit["level"],
        *(customer_ids, np.vstack(customers)),
        *(pa.array(sold["item_id"], pa.string()), entries.cpu().numpy()),
    )


def _named(items: pd.DataFrame, trait: str) -> pd.Series:
    return f"{trait}: " + items[trait].astype(str)


def _described(items: pd.DataFrame, traits: pd.Index) -> npt.NDArray[np.int64]:
    """Return the numbers of the items' traits after a row of 0, which is no trait that is known."""
    numbers = [traits.get_indexer(pd.Index(_named(items, trait))) + 1 for trait in TRAITS]
    return np.vstack([np.zeros((1, len(TRAITS)), np.int64), np.transpose(numbers)])


def _network(torch: Any, items: int, traits: int) -> Any:
    """Return both towers; item 0 and trait 0 are any that is not known."""
    linear = torch.nn.Linear
    return torch.nn.ModuleDict(
        {
            "entries": torch.nn.Embedding(items + 1, WIDTH),
            "traits": torch.nn.Embedding(traits + 1, WIDTH),
            "bias": torch.nn.Embedding(items + 1, 1),
            **{f"{tower}_{step}": linear(WIDTH, WIDTH) for tower in TOWERS for step in (1, 2)},
        }
    )


def _tower(network: Any, tower: str, values: Any) -> Any:
    return values + network[f"{tower}_2"](torch_library().relu(network[f"{tower}_1"](values)))


def _pieces(network: Any, numbers: Any, described: Any) -> Any:
    return network["entries"](numbers) + network["traits"](described).sum(dim=-2)


def _items(network: Any, pieces: Any) -> Any:
    return _tower(network, "item", pieces)


def _customers(network: Any, pieces: Any, tokens: Any, random: Any) -> Any:
    """Return a vector for each place, of the mean of the pieces before it."""
    torch = torch_library()
    is_piece = (tokens > 0)[:, :, None]
    read = pieces * is_piece
    before = is_piece.cumsum(dim=1) - is_piece.long()
    means = (read.cumsum(dim=1) - read) / before.clamp(min=1)
    return dropped(torch, _tower(network, "customer", means), DROPPED, random)


def _loss(network: Any, described: Any, shares: Any, tokens: Any, random: Any) -> Any:
    """Return the cross entropy of each piece given those before, among all of the batch.

    What sells much is in most batches: each counts for as many as it is rarely there. With a
    generator it is that of learning: with ids that are hidden, and some dropped.
    """
    torch = torch_library()
    tokens = cut(tokens)
    numbers = tokens
    if random is not None:
        hidden = torch.rand(tokens.shape, generator=random).to(tokens.device) < UNKNOWN
        numbers = tokens.masked_fill(hidden, 0)
    states = _customers(network, _pieces(network, numbers, described[tokens]), tokens, random)
    answers = tokens[tokens > 0]
    among, targets = torch.unique(answers, return_inverse=True)
    named = among
    if random is not None:
        hidden = torch.rand(among.shape, generator=random).to(tokens.device) < UNKNOWN
        named = among.masked_fill(hidden, 0)
    entries = _items(network, _pieces(network, named, described[among]))
    there = -torch.expm1(len(answers) * torch.log1p(-shares[among - 1]))
    logits = states[tokens > 0] @ entries.T + network["bias"](named).T - torch.log(there)
    return torch.nn.functional.cross_entropy(logits, targets)
