"""What each customer is likely to buy next, by class of taste and by own purchases.

Customers are mixtures of what their class likes and of what they have bought themselves; see
`karat.what.latent_classes` for the classes and the sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import sparse

from karat.modelling.splits import without_failures
from karat.modelling.threads import use_one_thread
from karat.what.latent_classes import (
    TRAITS,
    TasteClasses,
    count_matrix,
    membership_of,
    places,
    read_classes,
    sorted_history,
)

PROBABILITIES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("role", pa.string()),
        ("customer_id", pa.string()),
        ("archetype", pa.string()),
        ("archetype_rank", pa.int32()),
        ("archetype_probability", pa.float64()),
        ("category_probability", pa.float64()),
    ]
)
"""One row per split, role of a date, customer and one of the likeliest archetypes."""

BATCH = 4096
"""Customers scored at once: bounds the memory to BATCH x archetypes doubles."""


def archetype_probabilities(
    classes: pa.Table,
    history: pa.Table,
    customers: pa.Table,
    archetypes: pa.Table,
    longest: int,
) -> pa.Table:
    """Find the archetypes that each customer is likeliest to buy, among those that can be sold.

    Parameters
    ----------
    classes
        `CLASSES_SCHEMA`.
    history
        As for `fit_tastes`, with rows for every role of a date.
    customers
        Whom to score: `split_name` (whose classes), `role` (whose history), `customer_id`.
    archetypes
        What can be sold: `split_name`, `role`, `archetype`, `category`, `metal`, `price_tier`.
    longest
        Archetypes per customer.

    Returns
    -------
    pyarrow.Table
        `PROBABILITIES_SCHEMA`, for the customer's next item, given the class weights and the
        history: ``(concentration * sum_k w_k p_k(archetype) + n(archetype)) /
        (concentration + n)``, where the probabilities of a class add up to 1 over all known
        archetypes.
    """
    use_one_thread()
    known = without_failures(classes).to_pandas()
    fitted = {
        str(split_name): read_classes(rows)
        for split_name, rows in known.groupby("split_name", sort=True)
    }
    histories = dict(tuple(history.to_pandas().groupby("role", sort=True)))
    shelves = dict(tuple(archetypes.to_pandas().groupby(["split_name", "role"], sort=True)))
    parts = [
        part
        for (split_name, role), rows in customers.to_pandas().groupby(["split_name", "role"])
        if split_name in fitted and role in histories and (split_name, role) in shelves
        for part in _score_date(
            ScoredDate(
                split_name=split_name,
                role=role,
                customers=np.sort(rows["customer_id"].to_numpy(dtype=object)),
                history=histories[role],
                shelf=shelves[split_name, role].sort_values("archetype", ignore_index=True),
            ),
            fitted[split_name],
            longest,
        )
    ]
    return pa.concat_tables(parts) if parts else PROBABILITIES_SCHEMA.empty_table()


@dataclass(frozen=True)
class ScoredDate:
    """What is known on a date: whom to score, what all have bought, what can be sold."""

    split_name: str
    role: str
    customers: npt.NDArray[np.object_]
    history: pd.DataFrame
    shelf: pd.DataFrame


def _score_date(date: ScoredDate, classes: TasteClasses, longest: int) -> Iterator[pa.Table]:
    """Score the customers of one date, batch by batch."""
    shelf, customers = date.shelf, date.customers
    base = classes.archetype_probabilities(shelf, pd.concat([date.history, shelf]))
    history = sorted_history(date.history[date.history["customer_id"].isin(customers)])
    codes = np.searchsorted(customers.astype(str), history["customer_id"].to_numpy(dtype=str))
    weights = history["item_count"].to_numpy(dtype=np.float64)
    totals = np.bincount(codes, weights=weights, minlength=len(customers))

    def counts(column: str, values: list[str]) -> sparse.csr_matrix:
        place = places(values, history[column])
        known = place >= 0
        return count_matrix(codes[known], len(customers), place[known], len(values), weights[known])

    own = counts("archetype", list(shelf["archetype"]))
    matrices = {trait: counts(trait, classes.values[trait]) for trait in TRAITS}
    membership = membership_of(classes.shares, matrices, classes.probabilities)
    category_codes, categories = pd.factorize(shelf["category"], sort=True)
    by_category = np.zeros((len(shelf), len(categories)))
    by_category[np.arange(len(shelf)), category_codes] = 1
    names = shelf["archetype"].to_numpy(dtype=object)
    width = min(longest, len(shelf))
    for start in range(0, len(customers), BATCH):
        batch = slice(start, start + BATCH)
        probability = classes.concentration * (membership[batch] @ base) + own[batch].toarray()
        probability /= (classes.concentration + totals[batch])[:, None]
        category_probability = (probability @ by_category)[:, category_codes]
        best = np.argsort(-probability, axis=1, kind="stable")[:, :width]
        size = len(best)
        yield pa.table(
            {
                "split_name": pa.array([date.split_name] * size * width, pa.string()),
                "role": pa.array([date.role] * size * width, pa.string()),
                "customer_id": pa.array(np.repeat(customers[batch], width), pa.string()),
                "archetype": pa.array(names[best].ravel(), pa.string()),
                "archetype_rank": pa.array(np.tile(np.arange(1, width + 1), size), pa.int32()),
                "archetype_probability": np.take_along_axis(probability, best, axis=1).ravel(),
                "category_probability": np.take_along_axis(
                    category_probability, best, axis=1
                ).ravel(),
            },
            schema=PROBABILITIES_SCHEMA,
        )
