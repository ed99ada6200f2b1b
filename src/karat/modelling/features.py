"""What a fit is trained on: the columns that the project names, and no others."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc


class MissingFeatureError(Exception):
    """A feature is named that the training rows have not."""


def features_of(family_features: pa.Table, fit: str) -> list[str]:
    """Return the names of a fit's features in their order.

    Parameters
    ----------
    family_features
        The table `family_features`: `fit_table`, `feature_name` and `position`.
    fit
        The table that holds the fit.
    """
    own = family_features.filter(pc.equal(family_features["fit_table"], fit)).sort_by("position")
    return [str(name) for name in own["feature_name"].to_pylist()]


def check_features(fit: str, rows: pa.Table, features: Sequence[str]) -> None:
    """Stop where the rows lack a feature that is named for the fit.

    Raises
    ------
    MissingFeatureError
        With the names, and what to do.
    """
    if missing := [name for name in features if name not in rows.column_names]:
        raise MissingFeatureError(
            f"{fit} is to learn from {', '.join(missing)}, which its training rows have not. Add "
            "the column to the SQL model that makes them, or take the name off the family's list "
            "of features (docs/adding.md)."
        )
