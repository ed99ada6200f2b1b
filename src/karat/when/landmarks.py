"""What families that learn from landmarks share: which rows are fitted and scored, by split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from karat.modelling.features import check_features
from karat.modelling.splits import without_failures

KEYS = ["split_name", "customer_id", "as_of_date"]


def training_splits(
    fit_table: str, training_rows: pa.Table, features: Sequence[str]
) -> list[tuple[str, pd.DataFrame]]:
    """Return each split's name and training rows, sorted.

    Parameters
    ----------
    fit_table
        The table that is to hold the fit.
    training_rows
        One row per split, customer and landmark date: `KEYS` and the features, among others.
    features
        The features that the rows must have.

    Raises
    ------
    MissingFeatureError
        Where the rows lack a feature.
    """
    check_features(fit_table, training_rows, features)
    rows = training_rows.to_pandas().sort_values(KEYS)
    return [
        (str(name), of_split.reset_index(drop=True))
        for name, of_split in rows.groupby("split_name", sort=True)
    ]


def scoring_splits(
    fit: pa.Table, customers: pa.Table
) -> list[tuple[str, tuple[list[dict[str, Any]], pd.DataFrame]]]:
    """Return each split's name, the rows of its fit and its customers, sorted.

    Parameters
    ----------
    fit
        One or more rows per split, `split_name` and `FAILURE` among the columns.
    customers
        One row per split and customer; those of a split without a fit are left out.
    """
    fits: dict[str, list[dict[str, Any]]] = {}
    for record in without_failures(fit).to_pylist():
        fits.setdefault(record["split_name"], []).append(record)
    rows = customers.to_pandas().sort_values(KEYS)
    return [
        (str(name), (fits[str(name)], of_split.reset_index(drop=True)))
        for name, of_split in rows.groupby("split_name", sort=True)
        if name in fits
    ]
