"""When those came who had behaved like a customer.

The landmarks nearest to a customer stand in for the customer: the Kaplan-Meier curve of their
waiting times is the prediction. Source: R. Beran, "Nonparametric regression with randomly censored
survival data", University of California, Berkeley (1981), with the weights of nearest neighbours;
G. Chen, "Nearest neighbor and kernel survival analysis", ICML 2019, on how fast it converges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from sklearn.neighbors import NearestNeighbors

from karat.horizons import HORIZONS
from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress
from karat.when.daily_probabilities import score_by_split, scores_of
from karat.when.landmarks import training_splits

Floats = npt.NDArray[np.float64]

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("feature_names", pa.list_(pa.string())),
        ("center", pa.list_(pa.float64())),
        ("scale", pa.list_(pa.float64())),
        ("coordinates", pa.list_(pa.float32())),
        ("duration_days", pa.list_(pa.int32())),
        ("is_purchase", pa.list_(pa.bool_())),
        FAILURE,
    ]
)
"""One row per split. A landmark has an entry in `duration_days` and `is_purchase`, and one a
feature in `coordinates`, one landmark after the other: its value less `center`, over `scale`."""

NEIGHBOURS = 300
"""Chosen on validation: see docs/methods/similar_customers.md."""

BATCH = 1024
"""Customers whose neighbours are looked for at once."""


def fit_similar_customers(training_rows: pa.Table, features: Sequence[str]) -> pa.Table:
    """Keep the landmarks of each split, on scales that make features comparable.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: the keys, `duration_days` (1 to the longest
        horizon), `is_purchase` (whether the duration ended with a purchase), and the features.
    features
        What customers are compared by, numeric and never null; other columns are not looked at.

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
    splits = training_splits("similar_customers_fit", training_rows, names)

    def fit_split(split_name: str, rows: pd.DataFrame) -> pa.Table:
        values = rows[names].to_numpy(dtype=float)
        center, spread = values.mean(axis=0), values.std(axis=0)
        scale = np.where(spread > 0, spread, 1)
        record = {
            "split_name": split_name,
            "feature_names": names,
            "center": center,
            "scale": scale,
            "coordinates": ((values - center) / scale).astype(np.float32).ravel(),
            "duration_days": rows["duration_days"].to_numpy(),
            "is_purchase": rows["is_purchase"].to_numpy(),
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    progress = Progress("similar_customers_fit")
    return each_split("similar_customers_fit", progress.each(splits), fit_split, FIT_SCHEMA)


def score_similar_customers(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Score customers by the waiting times of their nearest landmarks.

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
    return score_by_split("next_purchase_scores__similar_customers", fit, customers, _score_split)


def _score_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    duration = np.array(fit["duration_days"])
    bought = np.array(fit["is_purchase"])
    landmarks = np.array(fit["coordinates"], dtype=np.float32).reshape(len(duration), -1)
    values = rows[fit["feature_names"]].to_numpy(dtype=float)
    points = ((values - fit["center"]) / fit["scale"]).astype(np.float32)
    # In 15 dimensions a tree looks at most landmarks too.
    search = NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(duration)), algorithm="brute")
    search.fit(landmarks)
    hazards = [
        _daily_hazard(duration[nearest], bought[nearest])
        for start in range(0, len(points), BATCH)
        for nearest in [search.kneighbors(points[start : start + BATCH], return_distance=False)]
    ]
    return scores_of(rows, np.vstack(hazards))


def _daily_hazard(duration: npt.NDArray[np.int64], bought: npt.NDArray[np.bool_]) -> Floats:
    """Return the hazard of each day by Kaplan and Meier, 0 once nobody is watched any more.

    Parameters
    ----------
    duration, bought
        Of each customer's neighbours, shape (customers, neighbours).

    Returns
    -------
    numpy.ndarray
        Shape (customers, longest horizon).
    """
    days = HORIZONS[-1]
    places = np.arange(len(duration))[:, None] * (days + 1) + duration
    size = len(duration) * (days + 1)
    ended = np.bincount(places.ravel(), minlength=size).reshape(-1, days + 1)[:, 1:]
    came = np.bincount(places[bought], minlength=size).reshape(-1, days + 1)[:, 1:]
    at_risk = duration.shape[1] - np.cumsum(ended, axis=1) + ended
    share = np.divide(came, at_risk, out=np.zeros(came.shape), where=at_risk > 0)
    return np.asarray(-np.log1p(-np.minimum(share, 1 - 1e-9)))
