"""Mult-VAE: a variational autoencoder of what a customer has bought, with a multinomial likelihood.

Source: D. Liang, R. Krishnan, M. Hoffman, T. Jebara, "Variational autoencoders for collaborative
filtering", WWW 2018.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

from karat.modelling.neural import (
    Lesson,
    dropped,
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
from karat.what.interactions import LEVELS, interactions
from karat.what.lists import Wanted
from karat.what.networks import NETWORKS_SCHEMA, network_table, score_networks

HIDDEN = 128
CODE = 32
DROPPED = 0.5
PRIOR_WEIGHT = 0.2
"""What the distance of codes from the prior counts: the paper's beta, which it starts from 0."""

BATCH = 256
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
ROUNDS = 30


def fit_mult_vae(table: str, history: pa.Table, level: str) -> pa.Table:
    """Learn in each split to tell what a customer has bought from a part of it.

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
        `NETWORKS_SCHEMA`; empty for no rows.
    """
    progress = Progress(table)

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        torch = torch_library()
        bought = interactions(rows.to_pandas(), level)
        baskets = bought.is_bought.astype(np.float32)
        random = randomness(torch)
        network = start(torch, _network(torch, len(bought.entries)), random)
        sold = torch.from_numpy(np.asarray(baskets.sum(axis=0)).ravel()).to(device())
        with torch.no_grad():
            network["told"].bias.copy_(torch.log(sold / sold.sum()))
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        lesson = Lesson(
            len(bought.customers),
            lambda some: _loss(network, baskets[some.numpy()], random),
            lambda step, steps: progress.at(f"split {split_name}", step, steps),
            BATCH,
            ROUNDS,
        )
        learn_until_no_better(
            *(lesson, network, optimiser, random),
            lambda some: _loss(network, baskets[some.numpy()], None),
        )
        return network_table(rows, level, bought.entries, network)

    return each_split(table, by_split(history), fit_split, NETWORKS_SCHEMA)


def score_mult_vae(table: str, fit: pa.Table, history: pa.Table, wanted: Wanted) -> pa.Table:
    """List the best sellable items of those who are asked about, without fitting anything.

    Parameters
    ----------
    table
        The name of the table that is made, for the log.
    fit
        `NETWORKS_SCHEMA`.
    history
        As the fit took it; what it did not know is passed over.
    wanted
        Whose lists, of which items.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the log odds of an entry, up to a number that is the customer's
        own.
    """
    return score_networks(
        *(table, fit, history, wanted),
        lambda kept, rows, _: _vectors(kept, rows),
    )


def _vectors(fit: Mapping[str, Any], history: pa.Table) -> Vectors:
    torch = torch_library()
    entry_ids = pd.Index(fit["entry_ids"])
    network = with_weights(_network(torch, len(entry_ids)), fit["weights"])
    frame = history.to_pandas()
    known = frame[frame[LEVELS[fit["level"]]].isin(entry_ids)]
    bought = interactions(known, fit["level"])
    columns = entry_ids.get_indexer(bought.entries)
    baskets = sparse.csr_matrix(
        (
            np.ones(bought.purchases.nnz, np.float32),
            columns[bought.purchases.indices],
            bought.purchases.indptr,
        ),
        shape=(len(bought.customers), len(entry_ids)),
    )
    customers = [np.zeros((0, HIDDEN + 1), dtype=np.float32)]
    with torch.no_grad():
        for first in range(0, baskets.shape[0], BATCH):
            codes, _ = _codes(network, baskets[first : first + BATCH], None)
            states = torch.tanh(network["unfolded"](codes))
            ones = torch.ones(len(states), 1, device=device())
            customers.append(torch.hstack([states, ones]).cpu().numpy())
        told = network["told"]
        entries = torch.hstack([told.weight, told.bias[:, None]]).cpu().numpy()
    return Vectors(
        fit["as_of_date"],
        fit["level"],
        *(pa.array(bought.customers, pa.string()), np.vstack(customers)),
        *(pa.array(entry_ids, pa.string()), entries),
    )


def _network(torch: Any, entries: int) -> Any:
    return torch.nn.ModuleDict(
        {
            "read": torch.nn.Embedding(entries, HIDDEN),
            "code": torch.nn.Linear(HIDDEN, 2 * CODE),
            "unfolded": torch.nn.Linear(CODE, HIDDEN),
            "told": torch.nn.Linear(HIDDEN, entries),
        }
    )


def _codes(network: Any, baskets: sparse.csr_matrix, random: Any) -> tuple[Any, Any]:
    """Return the means of customers' codes and the logarithms of their variances."""
    torch = torch_library()
    lengths = np.diff(baskets.indptr)
    shares = np.repeat(np.maximum(lengths, 1) ** -0.5, lengths).astype(np.float32)
    read = torch.nn.functional.embedding_bag(
        torch.from_numpy(baskets.indices.astype(np.int64)).to(device()),
        network["read"].weight,
        torch.from_numpy(baskets.indptr[:-1].astype(np.int64)).to(device()),
        mode="sum",
        per_sample_weights=dropped(torch, torch.from_numpy(shares).to(device()), DROPPED, random),
    )
    means, variances = network["code"](torch.tanh(read)).split(CODE, dim=1)
    return means, variances


def _loss(network: Any, baskets: sparse.csr_matrix, random: Any) -> Any:
    """Return the mean of what the baskets' likelihood and the codes' distance from the prior cost.

    With a generator it is that of learning: with some dropped, and codes that are drawn.
    """
    torch = torch_library()
    means, variances = _codes(network, baskets, random)
    codes = means
    if random is not None:
        noise = torch.randn(means.shape, generator=random).to(device())
        codes = means + noise * torch.exp(variances / 2)
    told = network["told"](torch.tanh(network["unfolded"](codes)))
    is_bought = torch.from_numpy(baskets.toarray()).to(device())
    likelihood = (torch.log_softmax(told, dim=1) * is_bought).sum(dim=1)
    distance = (means**2 + torch.exp(variances) - variances - 1).sum(dim=1) / 2
    return (PRIOR_WEIGHT * distance - likelihood).mean()
