"""Latent classes of taste: kinds of customers by what they buy.

A class is a kind of customer: probabilities of the categories, of the metals and of the price
tiers, which are independent within the class. Source: P. Lazarsfeld, N. Henry, "Latent Structure
Analysis" (1968), fitted by EM after A. Dempster, N. Laird, D. Rubin, JRSS B 39 (1977); a customer's
own leaning is a Dirichlet around the class, as in C. Elkan, "Clustering documents with an
exponential-family approximation of the Dirichlet compound multinomial distribution", ICML 2006.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import sparse
from scipy.special import gammaln, logsumexp

from karat.modelling.splits import FAILURE, each_split
from karat.progress import Progress

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TRAITS = ("category", "metal", "price_tier")

CLASSES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("class_number", pa.int32()),
        ("trait", pa.string()),
        ("trait_value", pa.string()),
        ("probability", pa.float64()),
        FAILURE,
    ]
)
"""`trait` is one of `TRAITS`; `class`, whose one value `share` is the class's share of customers;
or `concentration`, whose one value `own` is the purchases that a class's taste weighs as much
as."""

MOST_CLASSES = 20
CUSTOMERS_PER_CLASS = 50
"""Fewer customers than that can't tell a class from chance."""

ROUNDS = 60
PRIOR_UNITS = 1.0
"""Purchases of the average customer that each class is given of every trait value, times their
number: keeps a probability for what nobody of the class has bought yet."""

CONCENTRATIONS = (3.0, 10.0, 30.0, 100.0, 300.0)
JUDGED_CUSTOMERS = 2000
SEED = 20240101
LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class TasteClasses:
    """Fitted classes.

    Attributes
    ----------
    shares
        Share of each class, shape (classes,).
    values
        The trait's values in the order of the columns of `probabilities`, by trait.
    probabilities
        Probability of each value in each class, shape (classes, values), by trait.
    concentration
        Purchases that the class's taste weighs as much as.
    """

    shares: Floats
    values: dict[str, list[str]]
    probabilities: dict[str, Floats]
    concentration: float

    def log_probabilities(self, trait: str, wanted: pd.Series[str]) -> Floats:
        """Logarithms of the probabilities of some values, shape (classes, wanted).

        A value that was never bought has the least probability there is, but an unknown price tier
        (a piece that has not been sold yet) is as likely as an average one.
        """
        place = places(self.values[trait], wanted)
        probabilities = self.probabilities[trait]
        unseen = np.full((len(self.shares), 1), LEAST_PROBABILITY)
        if trait == "price_tier":
            unseen = probabilities.mean(axis=1, keepdims=True)
        found = np.where(place >= 0, probabilities[:, np.maximum(place, 0)], unseen)
        return np.asarray(np.log(np.maximum(found, LEAST_PROBABILITY)))

    def archetype_probabilities(self, wanted: pd.DataFrame, known: pd.DataFrame) -> Floats:
        """Probabilities of some archetypes among all that are known, shape (classes, wanted).

        Traits are independent within a class only as far as such pieces exist: what the class gives
        to combinations that nobody makes is shared out among those that are known.
        """
        wanted_probabilities = np.exp(
            sum(self.log_probabilities(trait, wanted[trait]) for trait in TRAITS)
        )
        # Sorted: the sum below is of doubles.
        distinct = known.drop_duplicates("archetype").sort_values("archetype")
        totals = np.exp(
            sum(self.log_probabilities(trait, distinct[trait]) for trait in TRAITS)
        ).sum(axis=1)
        return np.asarray(wanted_probabilities / totals[:, None])


def fit_tastes(history: pa.Table) -> pa.Table:
    """Fit the classes of each split.

    Parameters
    ----------
    history
        One row per split, customer and archetype bought: `role` (the split), `customer_id`,
        `archetype`, `category`, `metal`, `price_tier`, `item_count` (1 or more).

    Returns
    -------
    pyarrow.Table
        `CLASSES_SCHEMA`; empty for no rows.
    """
    rows = history.to_pandas()
    progress = Progress("latent_classes")

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        told = partial(progress.at, f"split {split_name}", steps=ROUNDS)
        return _classes_table(split_name, _fit_split(sorted_history(split_rows), told))

    splits = rows.groupby("role", sort=True)
    return each_split("latent_classes", splits, fit_split, CLASSES_SCHEMA)


def places(values: list[str], wanted: pd.Series[str]) -> Ints:
    """Find each wanted value's place among the values, -1 where it is not among them."""
    return np.asarray(pd.Index(values).get_indexer(pd.Index(wanted)), dtype=np.int64)


def sorted_history(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring what customers have bought into the one order that everything is computed in."""
    return rows.sort_values(["customer_id", "archetype"], ignore_index=True)


def count_matrix(
    codes: Ints, customer_count: int, columns: Ints, width: int, weights: Floats
) -> sparse.csr_matrix:
    """Count what each customer bought, shape (customer_count, width).

    Parameters
    ----------
    codes, columns, weights
        Customer's number, column and items of each row, shape (rows,).
    """
    return sparse.csr_matrix((weights, (codes, columns)), shape=(customer_count, width))


def _fit_split(rows: pd.DataFrame, tell: Callable[[int], None]) -> TasteClasses:
    """Fit by EM: class weights of customers, then shares and probabilities, round by round."""
    codes, customers = pd.factorize(rows["customer_id"])
    weights = rows["item_count"].to_numpy(dtype=np.float64)
    values: dict[str, list[str]] = {}
    matrices: dict[str, sparse.csr_matrix] = {}
    for trait in TRAITS:
        columns, names = pd.factorize(rows[trait], sort=True)
        values[trait] = [str(name) for name in names]
        matrices[trait] = count_matrix(codes, len(customers), columns, len(names), weights)
    class_count = max(1, min(MOST_CLASSES, len(customers) // CUSTOMERS_PER_CLASS))
    random = np.random.default_rng(SEED)
    average = {trait: _column_shares(matrix) for trait, matrix in matrices.items()}
    shares = np.full(class_count, 1 / class_count)
    probabilities = {
        trait: 0.5 * average[trait]
        + 0.5
        * random.dirichlet(np.maximum(average[trait] * len(average[trait]), 0.05), class_count)
        for trait in TRAITS
    }
    for done in range(1, 1 + (ROUNDS if class_count > 1 else 1)):
        membership = membership_of(shares, matrices, probabilities)
        shares = (membership.sum(axis=0) + 1) / (len(customers) + class_count)
        for trait, matrix in matrices.items():
            counted = (matrix.T @ membership).T
            prior = PRIOR_UNITS * len(average[trait])
            probabilities[trait] = (counted + prior * average[trait]) / (
                counted.sum(axis=1, keepdims=True) + prior
            )
        tell(done)
    unweighed = TasteClasses(shares, values, probabilities, concentration=1.0)
    return replace(unweighed, concentration=_fit_concentration(unweighed, rows, codes))


def _column_shares(matrix: sparse.csr_matrix) -> Floats:
    totals = np.asarray(matrix.sum(axis=0)).ravel()
    return np.asarray(totals / totals.sum())


def membership_of(
    shares: Floats, matrices: dict[str, sparse.csr_matrix], probabilities: dict[str, Floats]
) -> Floats:
    """Probability of each class given the customer's purchases, shape (customers, classes)."""
    logs = np.log(shares) + sum(
        matrix @ np.log(np.maximum(probabilities[trait], LEAST_PROBABILITY)).T
        for trait, matrix in matrices.items()
    )
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _fit_concentration(classes: TasteClasses, rows: pd.DataFrame, codes: Ints) -> float:
    """Choose how much a customer's own purchases say beyond the class, by likelihood.

    Judged on customers with two items or more, the first of them in the order of their ids. Within
    a class their archetypes are Dirichlet-multinomial; a customer's likelihood is its mean over the
    classes.
    """
    totals = np.bincount(codes, weights=rows["item_count"])
    judged = np.flatnonzero(totals >= 2)[:JUDGED_CUSTOMERS]
    if not len(judged):
        return CONCENTRATIONS[-1]
    kept = np.isin(codes, judged)
    counts = rows.loc[kept, "item_count"].to_numpy(dtype=np.float64)
    bases = classes.archetype_probabilities(rows.loc[kept], rows)
    starts = np.flatnonzero(np.diff(codes[kept], prepend=-1))

    def likelihood(weight: float) -> float:
        by_row = gammaln(weight * bases + counts) - gammaln(weight * bases)
        by_class = np.add.reduceat(by_row, starts, axis=1) + np.log(classes.shares)[:, None]
        alike = gammaln(weight) - gammaln(weight + totals[judged])
        return float((logsumexp(by_class, axis=0) + alike).sum())

    return max(CONCENTRATIONS, key=likelihood)


def _classes_table(split_name: str, classes: TasteClasses) -> pa.Table:
    records: list[tuple[int, str, str, float]] = []
    for number, share in enumerate(classes.shares, start=1):
        records.append((number, "class", "share", float(share)))
        for trait in TRAITS:
            for value, probability in zip(
                classes.values[trait], classes.probabilities[trait][number - 1], strict=True
            ):
                records.append((number, trait, value, float(probability)))
    records.append((0, "concentration", "own", classes.concentration))
    return pa.Table.from_pylist(
        [
            dict(zip(CLASSES_SCHEMA.names, (split_name, *record, None), strict=True))
            for record in records
        ],
        schema=CLASSES_SCHEMA,
    )


def read_classes(rows: pd.DataFrame) -> TasteClasses:
    """Read fitted classes back from their table."""
    rows = rows.sort_values(["class_number", "trait", "trait_value"])
    by_trait = {
        trait: rows[rows["trait"] == trait].pivot(
            index="class_number", columns="trait_value", values="probability"
        )
        for trait in TRAITS
    }
    return TasteClasses(
        shares=rows.loc[rows["trait"] == "class", "probability"].to_numpy(),
        values={trait: list(table.columns) for trait, table in by_trait.items()},
        probabilities={trait: table.to_numpy() for trait, table in by_trait.items()},
        concentration=float(rows.loc[rows["trait"] == "concentration", "probability"].iloc[0]),
    )
