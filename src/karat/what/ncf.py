"""Neural collaborative filtering: a network learns how a customer and an entry go together.

Beside the product that factorisations know, layers read both vectors and may find what no product
says. Source: X. He, L. Liao, H. Zhang, L. Nie, X. Hu, T. Chua, "Neural collaborative filtering",
WWW 2017 (NeuMF).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.modelling.neural import (
    Lesson,
    learn,
    randomness,
    start,
    torch_library,
    with_weights,
)
from karat.modelling.splits import FAILURE, by_split, each_split, without_failures
from karat.progress import Progress
from karat.resources import device
from karat.what.interactions import LEVELS, interactions
from karat.what.lists import LISTS_SCHEMA, Wanted, best_columns, lists_table
from karat.what.networks import NETWORKS_SCHEMA, network_table
from karat.what.shelves import shelves

NCF_SCHEMA = pa.schema(
    [*list(NETWORKS_SCHEMA)[:-1], ("customer_ids", pa.list_(pa.string())), FAILURE]
)
"""`NETWORKS_SCHEMA`, and the customers that are known, in the order of the network's own."""

WIDTH = 32
HIDDEN = (32, 16)
NEGATIVES = 4
"""Entries that are drawn for each that was bought, as the paper does."""

UNKNOWN = 0.2
"""The share of customers whose ids are hidden while learning: what anybody buys, who is not known.
"""

BATCH = 256
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
ROUNDS = 30
"""All of them: pairs that were held out would judge what is bought for the first time alone, and
end a training before it has learned what customers come back for. See docs/methods/ncf.md."""

PAIRS = 2**17
"""Pairs that are scored at once: bounds the memory to some 50 MB."""


@dataclass(frozen=True)
class _Bought:
    """The pairs of one split that were bought: positions of customers and of entries, from 0.

    `keys` holds each pair as one number, sorted.
    """

    customers: Any
    entries: Any
    keys: Any
    entry_count: int

    def drawn(self, torch: Any, some: Any, random: Any) -> Any:
        """Draw entries for pairs, the same chance for each; shape (pairs, `NEGATIVES`)."""
        entries = torch.randint(self.entry_count, (len(some), NEGATIVES), generator=random)
        return entries.to(device())

    def holds(self, torch: Any, customers: Any, entries: Any) -> Any:
        """Return whether each customer has bought the entry."""
        wanted = customers * self.entry_count + entries
        places = torch.searchsorted(self.keys, wanted).clamp(max=len(self.keys) - 1)
        return self.keys[places] == wanted


def fit_ncf(table: str, history: pa.Table, level: str) -> pa.Table:
    """Learn in each split to tell what a customer has bought from what is drawn.

    Parameters
    ----------
    table
        The name of the table that is to hold the fit.
    history
        One row per split, customer and item bought: `split_name`, `as_of_date`, `customer_id`,
        `item_id`, `archetype`, `purchase_count`.
    level
        `item` or `archetype`.

    Returns
    -------
    pyarrow.Table
        `NCF_SCHEMA`; empty for no rows.
    """
    progress = Progress(table)

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        torch = torch_library()
        found = interactions(rows.to_pandas(), level)
        bought = _pairs(torch, found.purchases.tocoo(), len(found.entries))
        random = randomness(torch)
        network = start(torch, _network(torch, len(found.customers), len(found.entries)), random)
        _say_what_sells(torch, network, bought)
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        lesson = Lesson(
            len(bought.keys),
            lambda some: _loss(network, bought, some, random),
            lambda step, steps: progress.at(f"split {split_name}", step, steps),
            BATCH,
            ROUNDS,
        )
        learn(lesson, optimiser, random)
        kept = network_table(rows, level, found.entries, network)
        return kept.append_column("customer_ids", pa.array([found.customers.to_list()]))

    return each_split(table, by_split(history), fit_split, NCF_SCHEMA)


def score_ncf(table: str, fit: pa.Table, wanted: Wanted) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `NCF_SCHEMA`; a split that failed gets no lists.
    wanted
        Whose lists, of which items. Who is not known to the fit gets what anybody buys.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the log odds of a pair to be one that was bought.
    """
    wanted_of = wanted.by_split()
    splits = [
        (kept["split_name"], (kept, wanted_of[kept["split_name"]]))
        for kept in without_failures(fit).to_pylist()
        if kept["split_name"] in wanted_of
    ]
    return each_split(
        table,
        splits,
        lambda _, found: _lists(*found),
        LISTS_SCHEMA,
    )


def _lists(fit: Mapping[str, Any], wanted: Wanted) -> pa.Table:
    torch = torch_library()
    customer_ids, entry_ids = pd.Index(fit["customer_ids"]), pd.Index(fit["entry_ids"])
    network = with_weights(_network(torch, len(customer_ids), len(entry_ids)), fit["weights"])
    sold = shelves(wanted.items.to_pandas(), LEVELS[fit["level"]], entry_ids, wanted.length)
    if not len(sold.entries):
        return LISTS_SCHEMA.empty_table()
    asked = pd.Index(wanted.customers["customer_id"].to_pandas()).unique().sort_values()
    customers = torch.from_numpy(customer_ids.get_indexer(asked) + 1).to(device())
    entries = torch.from_numpy(sold.entries).to(device())[None, :]
    together = max(1, PAIRS // len(sold.entries))
    length = min(wanted.length, len(sold.entries))
    # Laid out before: what stays of a batch would lie among the blocks that the next one asks for,
    # and a heap in pieces takes none again (glibc 2.36, PyTorch 2.13: 40 MB more with each batch).
    best = np.empty((len(asked), length), dtype=np.int64)
    scores = np.empty((len(asked), length), dtype=np.float32)
    for first in range(0, len(asked), together):
        some = slice(first, first + together)
        with torch.no_grad():
            of_all = _logits(network, customers[some, None], entries).cpu().numpy()
        best[some] = best_columns(of_all, length)
        scores[some] = np.take_along_axis(of_all, best[some], axis=1)
    return lists_table(
        *(fit["split_name"], fit["as_of_date"], pa.array(asked, pa.string())),
        *sold.lists(best, scores),
    )


def _pairs(torch: Any, found: Any, entry_count: int) -> _Bought:
    order = np.lexsort((found.col, found.row))
    customers, entries = (
        torch.from_numpy(codes[order].astype(np.int64)).to(device())
        for codes in (found.row, found.col)
    )
    return _Bought(customers, entries, customers * entry_count + entries, entry_count)


def _network(torch: Any, customers: int, entries: int) -> Any:
    """Return the network; customer 0 is any that is not known."""
    embedding, linear = torch.nn.Embedding, torch.nn.Linear
    return torch.nn.ModuleDict(
        {
            "customers_multiplied": embedding(customers + 1, WIDTH),
            "entries_multiplied": embedding(entries, WIDTH),
            "customers_read": embedding(customers + 1, WIDTH),
            "entries_read": embedding(entries, WIDTH),
            # The first layer over both vectors, laid side by side, is a sum of two.
            "of_customer": linear(WIDTH, HIDDEN[0]),
            "of_entry": linear(WIDTH, HIDDEN[0], bias=False),
            "deeper": linear(*HIDDEN),
            "told_by_product": linear(WIDTH, 1, bias=False),
            "told_by_layers": linear(HIDDEN[1], 1, bias=False),
            "bias": embedding(entries, 1),
        }
    )


def _say_what_sells(torch: Any, network: Any, bought: _Bought) -> None:
    """Let each entry's own number start at the log odds that its share of the pairs gives it."""
    sold = torch.bincount(bought.entries, minlength=bought.entry_count) + 1
    with torch.no_grad():
        network["bias"].weight[:, 0] = torch.log(sold / sold.sum() * bought.entry_count / NEGATIVES)


def _logits(network: Any, customers: Any, entries: Any) -> Any:
    """Return the log odds of pairs, of customers from 1 (0: not known) and entries from 0."""
    relu = torch_library().relu
    multiplied = network["customers_multiplied"](customers) * network["entries_multiplied"](entries)
    of_customer = network["of_customer"](network["customers_read"](customers))
    read = relu(of_customer + network["of_entry"](network["entries_read"](entries)))
    told = network["told_by_product"](multiplied) + network["told_by_layers"](
        relu(network["deeper"](read))
    )
    return (told + network["bias"](entries)).squeeze(-1)


def _loss(network: Any, bought: _Bought, some: Any, random: Any) -> Any:
    """Return the cross entropy of some pairs and of what is drawn beside each.

    What is drawn and was bought is left out; some customers are hidden.
    """
    torch = torch_library()
    drawn = bought.drawn(torch, some, random)
    customers = bought.customers[some][:, None]
    entries = torch.hstack([bought.entries[some][:, None], drawn])
    is_bought = torch.zeros(entries.shape, device=entries.device)
    is_bought[:, 0] = 1
    counts = torch.ones_like(is_bought)
    counts[:, 1:] = ~bought.holds(torch, customers, drawn)
    hidden = torch.rand(customers.shape, generator=random).to(customers.device) < UNKNOWN
    numbers = (customers + 1).masked_fill(hidden, 0)
    return torch.nn.functional.binary_cross_entropy_with_logits(
        _logits(network, numbers, entries), is_bought, weight=counts
    )
