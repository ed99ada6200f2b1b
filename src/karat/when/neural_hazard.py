"""A neural network over waiting times: P(a purchase in a period, given none before).

Source: M. Gensheimer, B. Narasimhan, "A scalable discrete-time survival model for neural networks",
PeerJ 7 (2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.modelling.neural import Lesson, learn, randomness, saved, torch_library, with_weights
from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.resources import device
from karat.when.daily_probabilities import score_by_split
from karat.when.landmarks import training_splits
from karat.when.period_hazards import PERIODS, Floats, score_periods, watched_periods

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("feature_names", pa.list_(pa.string())),
        ("center", pa.list_(pa.float64())),
        ("scale", pa.list_(pa.float64())),
        ("weights", pa.binary()),
        FAILURE,
    ]
)
"""One row per split; `weights` are those of the network, as safetensors."""

UNITS = 32
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 1e-2
EPOCHS = 10
"""Chosen on validation, as the weight decay: see docs/methods/neural_hazard.md."""
BATCH = 512

FEWEST_PURCHASES = 50
"""With fewer, a network would learn single customers: it stays at everybody's share then."""


def fit_neural_hazard(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
    """Fit one network per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase` (whether the duration ended with a purchase), and the features.
    features
        What the network sees, numeric and never null; other columns are not looked at.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.

    Raises
    ------
    MissingFeatureError
        Where the rows lack a feature.
    """
    names = list(features)
    splits = training_splits("neural_hazard_fit", training_rows, names)
    progress = Progress("neural_hazard_fit")

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        torch = torch_library()
        values, bought = watched_periods(rows, names)
        covariates = values[:, :-1]
        center, spread = covariates.mean(axis=0), covariates.std(axis=0)
        scale = np.where(spread > 0, spread, 1)
        inputs = torch.from_numpy(_inputs(values, center, scale)).to(device())
        answers = torch.from_numpy(bought.astype(np.float32)).to(device())
        random = randomness(torch)
        network = _network(torch, inputs.shape[1])
        _start(torch, network, bought, random)
        network.to(device())
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        loss_of = torch.nn.BCEWithLogitsLoss()
        lesson = Lesson(
            len(answers),
            lambda some: loss_of(network(inputs[some]).squeeze(1), answers[some]),
            lambda epoch, epochs: progress.at(f"split {split_name}", epoch, epochs),
            BATCH,
            EPOCHS if bought.sum() >= FEWEST_PURCHASES else 0,
        )
        learn(lesson, optimiser, random)
        record = {
            "split_name": split_name,
            "feature_names": names,
            "center": center,
            "scale": scale,
            "weights": saved(network),
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    return each_split("neural_hazard_fit", splits, fit_split, FIT_SCHEMA)


def score_neural_hazard(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Score customers by fitted networks, without fitting anything.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    customers
        One row per split and customer: the keys and the features of the fit.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`, one row per split and customer.
    """
    return score_by_split("next_purchase_scores__neural_hazard", fit, customers, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    torch = torch_library()
    network = with_weights(
        _network(torch, len(fit["feature_names"]) + len(PERIODS)), fit["weights"]
    )

    def predict(values: Floats) -> Floats:
        inputs = torch.from_numpy(_inputs(values, fit["center"], fit["scale"])).to(device())
        with torch.no_grad():
            return np.asarray(torch.sigmoid(network(inputs)).squeeze(1).cpu().numpy(), dtype=float)

    return score_periods(rows, fit["feature_names"], predict)


def _inputs(values: Floats, center: npt.ArrayLike, scale: npt.ArrayLike) -> Any:
    """Return covariates on one scale, and a column a period; single precision."""
    covariates = (values[:, :-1] - np.asarray(center)) / np.asarray(scale)
    periods = values[:, -1:] == np.arange(len(PERIODS))
    return np.hstack([covariates, periods]).astype(np.float32)


def _network(torch: Any, width: int) -> Any:
    """Return a network of one output, the log odds, with weights still to be learned."""
    return torch.nn.Sequential(
        *(torch.nn.Linear(width, UNITS), torch.nn.ReLU()),
        *(torch.nn.Linear(UNITS, UNITS), torch.nn.ReLU()),
        torch.nn.Linear(UNITS, 1),
    )


def _start(torch: Any, network: Any, bought: npt.NDArray[np.bool_], random: Any) -> None:
    """Give a network the weights that it starts from: it says everybody's share, whoever asks."""
    share = np.clip(bought.mean() if len(bought) else 0, 1e-6, 1 - 1e-6)
    *hidden, last = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    for layer in hidden:
        torch.nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu", generator=random)
        torch.nn.init.zeros_(layer.bias)
    torch.nn.init.zeros_(last.weight)
    torch.nn.init.constant_(last.bias, float(np.log(share / (1 - share))))
