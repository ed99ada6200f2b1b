"""A recurrent network over a customer's purchases that tells the hazard of the next one.

It reads the pieces in their order, each with its gap, age, price and category, where the other
families of waiting times take covariates that somebody thought of. Source: E. Giunchiglia, A.
Nemchenko, M. van der Schaar, "RNN-SURV: a deep recurrent model for survival analysis", ICANN 2018;
the GRU: K. Cho and others, EMNLP 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.modelling.neural import (
    Lesson,
    learn,
    randomness,
    saved,
    start,
    torch_library,
    with_weights,
)
from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.resources import device
from karat.when.daily_probabilities import score_by_split
from karat.when.landmarks import KEYS, training_splits
from karat.when.period_hazards import PERIODS, Floats, score_periods, watched_periods

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("categories", pa.list_(pa.string())),
        ("center", pa.list_(pa.float64())),
        ("scale", pa.list_(pa.float64())),
        ("weights", pa.binary()),
        FAILURE,
    ]
)
"""One row per split: the categories that are known, mean and standard deviation of `NUMBERS`, and
the network's weights as safetensors."""

PIECE = ("position", "category", "gap_days", "age_days", "price")
"""The columns of a piece."""

NUMBERS = 4
"""Numbers that are read of a piece: whether it is the first, and its gap, age and price."""

UNITS = 32
CATEGORY_WIDTH = 4
LONGEST = 30
"""Pieces that are read of a customer, the latest."""

LEARNING_RATE = 1e-3
WEIGHT_DECAY = 1e-2
EPOCHS = 10
BATCH = 64
"""With up to eight periods each, a step sees as many as one of the network over covariates, which
these settings are from; none of them was searched for."""

FEWEST_PURCHASES = 50
"""With fewer, a network would learn single customers: it stays at everybody's share then."""


@dataclass(frozen=True)
class _Sequences:
    """The pieces of customers, each filled up behind.

    Attributes
    ----------
    customers
        One row each, with `KEYS` and whatever else the rows of their pieces had.
    numbers
        Shape (customers, places, `NUMBERS`); 0 where there is no piece.
    categories
        Shape (customers, places): from 1, 0 where there is no piece or an unknown category.
    lengths
        The pieces of each, at least 1.
    """

    customers: pd.DataFrame
    numbers: Floats
    categories: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    def tensors(self, torch: Any, center: npt.ArrayLike, scale: npt.ArrayLike) -> tuple[Any, ...]:
        """Return numbers on one scale, categories and lengths, on the device."""
        numbers = ((self.numbers - np.asarray(center)) / np.asarray(scale)).astype(np.float32)
        parts = (numbers, self.categories, self.lengths)
        return tuple(torch.from_numpy(part).to(device()) for part in parts)


def fit_gru_hazard(training_rows: pa.Table) -> pa.Table:
    """Fit one network per split.

    Parameters
    ----------
    training_rows
        One row per split, customer, landmark date and piece bought by then: the keys,
        `duration_days` (1 to the longest horizon), `is_purchase` (whether the duration ended with a
        purchase), and `PIECE`.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.
    """
    splits = training_splits("gru_hazard_fit", training_rows, PIECE)
    progress = Progress("gru_hazard_fit")

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        torch = torch_library()
        categories = sorted(rows["category"].unique())
        found = _sequences(rows, categories)
        center, scale = _scale(found)
        read = found.tensors(torch, center, scale)
        at_risk, bought = _answers(found.customers)
        random = randomness(torch)
        network = _started(torch, _network(torch, len(categories)), at_risk, bought, random)
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        answers = [torch.from_numpy(part).to(device()) for part in (bought, at_risk)]
        lesson = Lesson(
            len(found.lengths),
            lambda some: _loss(network, [part[some] for part in (*read, *answers)]),
            lambda epoch, epochs: progress.at(f"split {split_name}", epoch, epochs),
            BATCH,
            EPOCHS if bought.sum() >= FEWEST_PURCHASES else 0,
        )
        learn(lesson, optimiser, random)
        record = {
            "split_name": split_name,
            "categories": categories,
            "center": center,
            "scale": scale,
            "weights": saved(network),
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    return each_split("gru_hazard_fit", splits, fit_split, FIT_SCHEMA)


def score_gru_hazard(fit: pa.Table, pieces: pa.Table) -> pa.Table:
    """Score customers by fitted networks, without fitting anything.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    pieces
        One row per split, customer and piece bought by the split's date: the keys and `PIECE`.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, one row per split, customer and horizon.
    """
    return score_by_split("next_purchase_scores__gru_hazard", fit, pieces, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    torch = torch_library()
    found = _sequences(rows, fit["categories"])
    network = with_weights(_network(torch, len(fit["categories"])), fit["weights"])
    read = found.tensors(torch, fit["center"], fit["scale"])
    with torch.no_grad():
        logits = [
            _logits(network, *some)
            for some in zip(*(part.split(BATCH) for part in read), strict=True)
        ]
    probability = torch.sigmoid(torch.vstack(logits)).cpu().numpy().astype(float)

    def predict(values: Floats) -> Floats:
        customer, period = values.astype(int).T
        return np.asarray(probability[customer, period])

    return score_periods(_numbered(found.customers), ["number"], predict)


def _numbered(customers: pd.DataFrame) -> pd.DataFrame:
    """Give each row its number, for what takes covariates."""
    return customers.assign(number=np.arange(len(customers)))


def _sequences(rows: pd.DataFrame, categories: Sequence[str]) -> _Sequences:
    latest = rows.sort_values([*KEYS, "position"]).groupby(KEYS, sort=False).tail(LONGEST)
    is_first_row = ~latest.duplicated(KEYS)
    codes = is_first_row.cumsum().to_numpy() - 1
    lengths = np.bincount(codes)
    places = np.arange(len(latest)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    shape = (len(lengths), int(lengths.max()))
    numbers = np.zeros((*shape, NUMBERS))
    numbers[codes, places] = np.column_stack(
        [
            latest["gap_days"].isna(),
            np.log1p(latest["gap_days"].fillna(0).astype(float)),
            np.log1p(latest["age_days"].astype(float)),
            np.log1p(latest["price"].astype(float)),
        ]
    )
    numbered = np.zeros(shape, dtype=np.int64)
    numbered[codes, places] = pd.Index(categories).get_indexer(pd.Index(latest["category"])) + 1
    customers = latest[is_first_row].drop(columns=list(PIECE)).reset_index(drop=True)
    return _Sequences(customers, numbers, numbered, lengths)


def _scale(found: _Sequences) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the pieces' numbers; 1 where one never varies."""
    is_piece = np.arange(found.numbers.shape[1]) < found.lengths[:, None]
    pieces = found.numbers[is_piece]
    spread = pieces.std(axis=0)
    return pieces.mean(axis=0), np.where(spread > 0, spread, 1)


def _answers(
    customers: pd.DataFrame,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return which periods each was watched through, and which brought the purchase: 1 or 0."""
    values, bought = watched_periods(_numbered(customers), ["number"])
    customer, period = values.astype(int).T
    at_risk, answers = np.zeros((2, len(customers), len(PERIODS)), dtype=np.float32)
    at_risk[customer, period] = 1
    answers[customer, period] = bought
    return at_risk, answers


def _network(torch: Any, categories: int) -> Any:
    """Return the network: a state of the pieces, and from it the log odds of each period."""
    return torch.nn.ModuleDict(
        {
            "categories": torch.nn.Embedding(categories + 1, CATEGORY_WIDTH),
            "gru": torch.nn.GRU(NUMBERS + CATEGORY_WIDTH, UNITS, batch_first=True),
            "deeper": torch.nn.Linear(UNITS, UNITS),
            "told": torch.nn.Linear(UNITS, len(PERIODS)),
        }
    )


def _started(
    torch: Any,
    network: Any,
    at_risk: npt.NDArray[np.float32],
    bought: npt.NDArray[np.float32],
    random: Any,
) -> Any:
    """Give a network the weights that it starts from: each period's share, whoever asks.

    A period counts as one that was watched once more, with the share of all: one that was never
    watched has that.
    """
    overall = bought.sum() / max(at_risk.sum(), 1)
    shares = (bought.sum(axis=0) + overall) / (at_risk.sum(axis=0) + 1)
    shares = np.clip(shares, 1e-6, 1 - 1e-6)
    started = start(torch, network, random)
    with torch.no_grad():
        started["told"].weight.zero_()
        started["told"].bias.copy_(torch.from_numpy(np.log(shares / (1 - shares))))
    return started


def _logits(network: Any, numbers: Any, categories: Any, lengths: Any) -> Any:
    """Return the log odds of a purchase in each period, given none before; (customers, periods)."""
    torch = torch_library()
    longest = int(lengths.max())
    read = torch.cat([numbers, network["categories"](categories)], dim=2)[:, :longest]
    states, _ = network["gru"](read)
    last = states[torch.arange(len(lengths)), lengths - 1]
    return network["told"](torch.relu(network["deeper"](last)))


def _loss(network: Any, parts: Sequence[Any]) -> Any:
    """Return the mean cross entropy of the periods that were watched."""
    numbers, categories, lengths, bought, at_risk = parts
    total = torch_library().nn.functional.binary_cross_entropy_with_logits(
        _logits(network, numbers, categories, lengths), bought, weight=at_risk, reduction="sum"
    )
    return total / at_risk.sum().clamp(min=1)
