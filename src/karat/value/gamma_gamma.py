"""The Gamma-Gamma model of spend per purchase, and spend ahead by BG/NBD times Gamma-Gamma.

Sources: P. S. Fader, B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer
Base Analysis", Journal of Marketing Research 42 (2005); P. S. Fader, B. G. S. Hardie, "The
Gamma-Gamma Model of Monetary Value" (2013), equations 1a and 5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.optimize import minimize
from scipy.special import gammaln

from karat.horizons import VALUE_HORIZONS
from karat.modelling.splits import FAILURE, NotConvergedError, each_split, without_failures
from karat.progress import Progress
from karat.when.bg_nbd import expected_purchases

PARAMETERS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("p", pa.float64()),
        ("q", pa.float64()),
        ("v", pa.float64()),
        ("log_likelihood", pa.float64()),
        ("customer_count", pa.int64()),
        FAILURE,
    ]
)
"""One row per split; `v` is in the currency of the sales."""

SCORES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        ("horizon_days", pa.int32()),
        ("expected_spend", pa.float64()),
        ("expected_order_value", pa.float64()),
        FAILURE,
    ]
)
"""One row per split, customer and horizon."""

LOG_BOUNDS = (-7.0, 10.0)
"""Where spend hardly differs between customers, or within them, the likelihood is flat: the
parameters stay within bounds rather than wander off."""

DAYS_A_WEEK = 7.0

Floats = npt.NDArray[np.float64]


def fit_gamma_gamma(customers: pa.Table) -> pa.Table:
    """Fit one Gamma-Gamma model per split.

    Parameters
    ----------
    customers
        One row per split and customer: `split_name`, `customer_id`, `purchase_count` and
        `average_order_value`, the mean spend of these purchases.

    Returns
    -------
    pyarrow.Table
        `PARAMETERS_SCHEMA`; empty for no rows.
    """
    rows = customers.to_pandas().sort_values(["split_name", "customer_id"])
    splits = Progress("gamma_gamma_fit").each(list(rows.groupby("split_name", sort=True)))

    def fit_split(split_name: str, split_rows: pd.DataFrame) -> pa.Table:
        record = {"split_name": split_name, **_fit_split(split_rows)}
        return pa.Table.from_pylist([record], schema=PARAMETERS_SCHEMA)

    return each_split("gamma_gamma_fit", splits, fit_split, PARAMETERS_SCHEMA)


def _fit_split(customers: pd.DataFrame) -> dict[str, float | int]:
    count, mean_spend = (
        customers[name].to_numpy(dtype=float) for name in ("purchase_count", "average_order_value")
    )
    # The likelihood has no unit but that of v: on amounts around 1 the search is well scaled.
    unit = float(mean_spend.mean())

    def parameters(logs: Floats) -> Floats:
        p, q_above_1, v = np.exp(logs)
        return np.array([p, 1 + q_above_1, v])  # with q of 1 or less the mean spend is infinite

    def negative_mean_log_likelihood(logs: Floats) -> float:
        return float(-log_likelihood(parameters(logs), count, mean_spend / unit).mean())

    found = minimize(
        negative_mean_log_likelihood,
        np.zeros(3),
        method="L-BFGS-B",
        bounds=[LOG_BOUNDS] * 3,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000},
    )
    if not np.isfinite(found.fun):
        raise NotConvergedError("the likelihood has no finite value where the search ended")
    p, q, v = parameters(found.x)
    return {
        "p": float(p),
        "q": float(q),
        "v": float(v * unit),
        "log_likelihood": float(-(found.fun + np.log(unit)) * len(customers)),
        "customer_count": len(customers),
    }


def log_likelihood(parameters: Floats, count: Floats, mean_spend: Floats) -> Floats:
    """Log-likelihood of each customer's mean spend, given how many purchases it is of.

    Parameters
    ----------
    parameters
        p, q, v; shape (3,).
    count, mean_spend
        Purchases and their mean spend, above 0; shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n,).
    """
    p, q, v = parameters
    shape = p * count
    return np.asarray(
        gammaln(shape + q)
        - gammaln(shape)
        - gammaln(q)
        + q * np.log(v)
        + (shape - 1) * np.log(mean_spend)
        + shape * np.log(count)
        - (shape + q) * np.log(v + count * mean_spend)
    )


def score_gamma_gamma(spend: pa.Table, purchases: pa.Table, customers: pa.Table) -> pa.Table:
    """Expect spend: purchases by BG/NBD, each of what Gamma-Gamma expects of the customer.

    Parameters
    ----------
    spend
        `PARAMETERS_SCHEMA`.
    purchases
        One row per split: `r`, `alpha`, `a`, `b` of BG/NBD, in weeks.
    customers
        One row per split and customer: the keys, `repeat_purchase_count`, `recency_weeks`,
        `age_weeks`, `purchase_count` and `average_order_value`.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA`. A split that either model has no parameters for has no rows.
    """
    fits = {fit["split_name"]: fit for fit in without_failures(spend).to_pylist()}
    rates = {fit["split_name"]: fit for fit in purchases.to_pylist()}
    rows = customers.to_pandas().sort_values(["split_name", "customer_id"])
    splits = [
        (name, of_split)
        for name, of_split in rows.groupby("split_name", sort=True)
        if name in fits and name in rates
    ]
    return each_split(
        "customer_value_scores__gamma_gamma",
        splits,
        lambda name, of_split: _score_split(fits[name], rates[name], of_split),
        SCORES_SCHEMA,
    )


def _score_split(
    fit: dict[str, float], rates: dict[str, float], customers: pd.DataFrame
) -> pa.Table:
    count, mean_spend, repeats, recency, age = (
        customers[name].to_numpy(dtype=float)
        for name in (
            "purchase_count",
            "average_order_value",
            "repeat_purchase_count",
            "recency_weeks",
            "age_weeks",
        )
    )
    p, q, v = fit["p"], fit["q"], fit["v"]
    order_value = p * (v + count * mean_spend) / (p * count + q - 1)
    parameters = np.array([rates[name] for name in ("r", "alpha", "a", "b")])
    parts = [
        pa.table(
            {
                "split_name": pa.array(customers["split_name"], pa.string()),
                "as_of_date": pa.array(pd.to_datetime(customers["as_of_date"]).dt.date),
                "customer_id": pa.array(customers["customer_id"], pa.string()),
                "horizon_days": pa.array(np.full(len(customers), days, dtype=np.int32)),
                "expected_spend": order_value
                * expected_purchases(parameters, repeats, recency, age, days / DAYS_A_WEEK),
                "expected_order_value": order_value,
            }
        )
        for days in VALUE_HORIZONS
    ]
    return pa.concat_tables(parts)
