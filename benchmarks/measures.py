"""The measures of the benchmarks, one implementation for Karat and its peers.

They are written apart from the SQL of `evaluation.*_metrics`, so that each checks the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines.utils import concordance_index
from sklearn.metrics import roc_auc_score

Floats = npt.NDArray[np.float64]

REPLICATES = 400
SEED = 20240101
LEVELS = {"item": "item_id", "archetype": "archetype", "category": "category"}


@dataclass(frozen=True)
class Interval:
    """A value and the middle 95 % of what resampling customers makes of it."""

    value: float
    lower: float
    upper: float


def replicate_weights(size: int) -> Floats:
    """How often each of `size` customers is drawn in each replicate, shape (replicates, size)."""
    draws = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), REPLICATES)
    return np.asarray(draws, dtype=np.float64)


def interval(value: float, replicates: Floats) -> Interval:
    """Put a value into the middle 95 % of its replicates."""
    lower, upper = np.percentile(replicates, [2.5, 97.5])
    return Interval(value, float(lower), float(upper))


def mean(values: Floats, weights: Floats) -> Interval:
    """Mean over customers, with its interval."""
    return interval(float(values.mean()), weights @ values / len(values))


def ratio(numerators: Floats, denominators: Floats, weights: Floats) -> Interval:
    """Sum over sum, with its interval; a replicate whose denominator is 0 counts as 0."""
    sums = weights @ denominators
    replicates = np.divide(weights @ numerators, sums, out=np.zeros(len(sums)), where=sums > 0)
    return interval(float(numerators.sum() / max(denominators.sum(), 1)), replicates)


def likeliest(probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Mark the n likeliest customers, n the number who are expected to come, 1 at least."""
    count = max(1, min(len(probabilities), round(float(probabilities.sum()))))
    marked = np.zeros(len(probabilities), dtype=bool)
    marked[np.argsort(-probabilities, kind="stable")[:count]] = True
    return marked


def brier_skills(probabilities: Floats, came: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Skill of each model over the window's own base rate.

    Parameters
    ----------
    probabilities
        Shape (customers, models).
    came
        Whether each customer came in the window.

    Returns
    -------
    tuple
        Skills, shape (models,), and their replicates, shape (replicates, models). A window in which
        nobody or everybody came has no skill: not a number.
    """
    squares = (probabilities - came[:, None]) ** 2
    weights = replicate_weights(len(came))
    rate = came.mean()
    rates = weights @ came / len(came)
    with np.errstate(divide="ignore", invalid="ignore"):
        skills = 1 - squares.mean(axis=0) / (rate * (1 - rate))
        replicates = 1 - weights @ squares / len(came) / (rates * (1 - rates))[:, None]
    return skills, replicates


def auc(probabilities: Floats, came: npt.NDArray[np.bool_]) -> float:
    """Area under the ROC curve; not a number where all or none came."""
    return float(roc_auc_score(came, probabilities)) if 0 < came.sum() < len(came) else float("nan")


def concordance(probabilities: Floats, days_to_next: Floats, days: int) -> float:
    """Harrell's C of a probability with the day of the next purchase, cut at `days`."""
    seen = np.minimum(days_to_next, days)
    return float(concordance_index(seen, -probabilities, days_to_next <= days))


def median_days(curves: Floats) -> Floats:
    """First day by which half of each customer's probability within the curve's days has passed."""
    return np.asarray(np.argmax(curves >= curves[:, -1:] / 2, axis=1) + 1.0)


def list_measures(
    lists: pd.DataFrame, items: pd.DataFrame, bought: pd.DataFrame, level: str, length: int = 10
) -> pd.DataFrame:
    """Measure each buyer's list at a level.

    Parameters
    ----------
    lists
        `customer_id`, `rank`, `item_id`.
    items
        `item_id`, `archetype`, `category` of what is named.
    bought
        `customer_id` and the same of what was bought.
    level
        A key of `LEVELS`.

    Returns
    -------
    pandas.DataFrame
        By `customer_id` of every buyer: `precision`, `ceiling` (that of a list that knew the
        answer), `hit`, `recall`, `ndcg`, `diversity` (different labels over places).
    """
    label = LEVELS[level]
    truth = bought[["customer_id", label]].drop_duplicates()
    named = lists[lists["rank"] <= length].merge(
        items[["item_id", "archetype", "category"]], on="item_id"
    )
    named = named.merge(truth.assign(is_hit=1), on=["customer_id", label], how="left")
    named["is_hit"] = named["is_hit"].fillna(0)
    named["gain"] = named["is_hit"] / np.log2(named["rank"] + 1)
    named["found"] = named[label].where(named["is_hit"] == 1)
    by_customer = named.groupby("customer_id").agg(
        hits=("is_hit", "sum"),
        gain=("gain", "sum"),
        found=("found", "nunique"),
        labels=(label, "nunique"),
    )
    counts = truth.groupby("customer_id").size().rename("bought")
    joined = counts.to_frame().join(by_customer).fillna(0)
    most = (
        np.minimum(joined["bought"], length) if level == "item" else pd.Series(length, joined.index)
    )
    ideal = np.concatenate([[0], np.cumsum(1 / np.log2(np.arange(2, length + 2)))])
    return pd.DataFrame(
        {
            "precision": joined["hits"] / length,
            "ceiling": most / length,
            "hit": (joined["hits"] > 0).astype(float),
            "recall": joined["found"] / joined["bought"],
            "ndcg": joined["gain"] / ideal[most.astype(int)],
            "diversity": joined["labels"] / length,
        }
    )
