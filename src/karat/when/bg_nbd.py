"""The BG/NBD model of repeat purchases, fitted by maximum likelihood.

Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers the Easy Way: An
Alternative to the Pareto/NBD Model", Marketing Science 24 (2005), equations 6 and 10.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from karat.modelling.splits import FAILURE, NotConvergedError, each_split
from karat.progress import Progress

PARAMETERS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("r", pa.float64()),
        ("alpha", pa.float64()),
        ("a", pa.float64()),
        ("b", pa.float64()),
        ("log_likelihood", pa.float64()),
        ("customer_count", pa.int64()),
        FAILURE,
    ]
)
"""One row per split; `alpha` is in weeks."""

LOG_BOUNDS = (-7.0, 10.0)
"""Where a log is short of repeat customers the likelihood is flat: the parameters stay within
e^-7 and e^10 rather than wander off."""

Floats = npt.NDArray[np.float64]


def fit_bg_nbd(customers: pa.Table) -> pa.Table:
    """Fit one BG/NBD model per split.

    Parameters
    ----------
    customers
        One row per split and customer: `split_name`, `repeat_purchase_count`, `recency_weeks`
        (first to last purchase) and `age_weeks` (first purchase to the as-of date).

    Returns
    -------
    pyarrow.Table
        `PARAMETERS_SCHEMA`; empty for no rows.
    """
    rows = customers.to_pandas()
    splits = Progress("bg_nbd_fit").each(list(rows.groupby("split_name", sort=True)))

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        record = {"split_name": split_name, **_fit_split(split_rows)}
        return pa.Table.from_pylist([record], schema=PARAMETERS_SCHEMA)

    return each_split("bg_nbd_fit", splits, fit_split, PARAMETERS_SCHEMA)


def _fit_split(customers: pd.DataFrame) -> dict[str, float | int]:
    # Customers with the same history have the same likelihood: one term each is enough.
    histories = (
        customers.groupby(["repeat_purchase_count", "recency_weeks", "age_weeks"], sort=True)
        .size()
        .reset_index(name="weight")
    )
    x, t_x, age, weight = (
        histories[name].to_numpy(dtype=float)
        for name in ("repeat_purchase_count", "recency_weeks", "age_weeks", "weight")
    )

    def negative_mean_log_likelihood(log_parameters: Floats) -> float:
        each = log_likelihood(np.exp(log_parameters), x, t_x, age)
        return float(-(weight @ each) / weight.sum())

    start = np.log([0.5, max(1.0, float(np.median(age))) / 4, 0.8, 2.0])
    found = minimize(
        negative_mean_log_likelihood,
        start,
        method="L-BFGS-B",
        bounds=[LOG_BOUNDS] * 4,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000},
    )
    if not np.isfinite(found.fun):
        raise NotConvergedError("the likelihood has no finite value where the search ended")
    r, alpha, a, b = np.exp(found.x)
    return {
        "r": float(r),
        "alpha": float(alpha),
        "a": float(a),
        "b": float(b),
        "log_likelihood": float(-found.fun * weight.sum()),
        "customer_count": int(weight.sum()),
    }


def log_likelihood(parameters: Floats, x: Floats, t_x: Floats, age: Floats) -> Floats:
    """Log-likelihood of each customer's history.

    Parameters
    ----------
    parameters
        r, alpha, a, b; shape (4,).
    x, t_x, age
        Repeat purchases, time of the last one and time observed, both since the first purchase
        and in the unit of alpha; shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n,).
    """
    r, alpha, a, b = parameters
    purchases = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    survived_drops = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    dropped = np.where(
        x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf
    )
    return np.asarray(purchases + survived_drops + np.logaddexp(alive, dropped))


def expected_purchases(
    parameters: Floats, x: Floats, t_x: Floats, age: Floats, ahead: float
) -> Floats:
    """Purchases that each customer is expected to make in a time ahead.

    Parameters
    ----------
    parameters
        r, alpha, a, b; shape (4,).
    x, t_x, age
        As `log_likelihood` takes them.
    ahead
        The time ahead, in the unit of alpha.

    Returns
    -------
    numpy.ndarray
        Shape (n,).
    """
    r, alpha, a, b = parameters
    still = (alpha + age) / (alpha + age + ahead)
    while_alive = (a + b + x - 1) / (a - 1)
    while_alive *= 1 - still ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, 1 - still)
    dropped = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x)
    return np.asarray(while_alive / (1 + np.where(x > 0, dropped, 0)))
