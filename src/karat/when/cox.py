"""A Cox proportional hazards model on landmark rows, fitted by lifelines.

Source: D. R. Cox, "Regression models and life-tables", JRSS B 34 (1972); landmarking after
H. C. van Houwelingen, "Dynamic prediction by landmarking in event history analysis", Scandinavian
Journal of Statistics 34 (2007). The fitted model is two small tables, so that SQL can score it:
``S(h | x) = exp(-H0(h) * exp(sum_j coefficient_j * (x_j - center_j)))``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceWarning

from karat.modelling.splits import FAILURE, each_split, raising_unconverged
from karat.progress import Progress
from karat.when.landmarks import training_splits

DURATION = "duration_days"
EVENT = "is_purchase"

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("part", pa.string()),
        ("term", pa.string()),
        ("day", pa.int32()),
        ("value", pa.float64()),
        ("center", pa.float64()),
        ("standard_error", pa.float64()),
        FAILURE,
    ]
)
"""A fit as one long table: `part` is `coefficient` (with `term`, `value`, `center`,
`standard_error`) or `baseline_hazard` (with `day` and the cumulative hazard as `value`)."""

PENALIZER = 0.001
"""A ridge small enough to leave the coefficients alone and large enough for collinear ones."""

FEWEST_PURCHASES = 20
"""With fewer, coefficients are noise: the model then has the baseline hazard alone."""

FEWEST_TELLING = 10
"""Ten events a covariate: P. Peduzzi and others, Journal of Clinical Epidemiology 48 (1995)."""

RARE_PENALIZER = 0.1
"""The ridge of a covariate in which fewer of those who bought differ from the rest of them. Where
nobody who had bought twice came back, nothing tells how much less likely that is, and a coefficient
runs off to minus infinity (separation: G. Heinze, M. Schemper, Biometrics 57 (2001)). Without the
covariate the others would take up its part; held short, it says "far less likely", and stays."""


def fit_cox(
    training_rows: pa.Table, features: Sequence[str], longest_horizon: int = 90
) -> pa.Table:
    """Fit one Cox model per split.

    Parameters
    ----------
    training_rows
        One row per split, customer and landmark date: `split_name`, `customer_id`, `as_of_date`,
        `duration_days` (whole days, 1 or more), `is_purchase` (whether the duration ended with a
        purchase), and the features.
    features
        The covariates; other columns are not looked at.
    longest_horizon
        Days that the baseline hazard is tabulated for.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows. A covariate that never varies
        gets the coefficient 0.

    Raises
    ------
    MissingFeatureError
        Where the rows lack a feature.
    """
    splits = training_splits("cox_fit", training_rows, features)

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        records = list(_fit_split(split_name, split_rows, features, longest_horizon))
        return pa.Table.from_pylist(records, schema=FIT_SCHEMA)

    return each_split("cox_fit", Progress("cox_fit").each(splits), fit_split, FIT_SCHEMA)


def _fit_split(
    split_name: str, rows: pd.DataFrame, terms: Sequence[str], longest_horizon: int
) -> Iterator[dict[str, object]]:
    """Yield the rows of one split's fit."""
    bought = rows[rows[EVENT].astype(bool)]
    varying = [term for term in terms if rows[term].std() > 1e-9]
    if len(bought) < FEWEST_PURCHASES:
        varying = []
    if varying:
        ridges = [PENALIZER if _tells(bought[term]) else RARE_PENALIZER for term in varying]
        fitter = CoxPHFitter(penalizer=np.array(ridges))
        taken = rows[[*varying, DURATION, EVENT]].astype({EVENT: int})
        raising_unconverged(
            ConvergenceWarning,
            lambda: fitter.fit(taken, duration_col=DURATION, event_col=EVENT),
        )
        coefficients, errors = fitter.params_, fitter.standard_errors_
        hazard = fitter.baseline_cumulative_hazard_.iloc[:, 0]
    else:
        coefficients, errors = pd.Series(dtype=float), pd.Series(dtype=float)
        hazard = _nelson_aalen(rows)
    for term in terms:
        yield {
            "split_name": split_name,
            "part": "coefficient",
            "term": term,
            "value": float(coefficients.get(term, 0.0)),
            "center": float(rows[term].mean()),
            "standard_error": float(errors[term]) if term in errors else None,
        }
    days = np.arange(longest_horizon + 1)
    by_day = hazard.reindex(hazard.index.union(days)).ffill().fillna(0.0).reindex(days)
    for day, value in by_day.items():
        yield {
            "split_name": split_name,
            "part": "baseline_hazard",
            "day": int(day),
            "value": float(value),
        }


def _tells(values: pd.Series[float]) -> bool:
    """Whether enough of those who bought have another value than the commonest."""
    return len(values) - int(values.value_counts().max()) >= FEWEST_TELLING


def _nelson_aalen(rows: pd.DataFrame) -> pd.Series[float]:
    """Cumulative hazard by day without covariates (Nelson 1972, Aalen 1978)."""
    ended = rows.groupby(DURATION)[EVENT].agg(["sum", "size"])
    at_risk = ended["size"][::-1].cumsum()[::-1]
    hazard: pd.Series[float] = (ended["sum"] / at_risk).cumsum()
    return hazard
