"""Explains fitted hazards: which feature moves a customer's probability, and by how much."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.modelling.splits import FAILURE, each_split, without_failures
from karat.trees import predict
from karat.when.hazard import LONGEST_HORIZON, day_numbers, read_fit
from karat.when.landmarks import scoring_splits
from karat.when.person_periods import periods
from karat.when.season import YEAR_DAYS

CONTRIBUTIONS_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("customer_id", pa.string()),
        ("feature", pa.string()),
        ("contribution", pa.float64()),
    ]
)
"""One row per split, customer and feature, `SEASON` and `INTERCEPT` included."""

SEASON = "season"
INTERCEPT = "intercept"

EXPLAINED_PERIODS = slice(1, None, 2)
"""Every second period is explained: the features age slowly, and tree contributions cost far more
than scores."""


def explain_hazard(fit: pa.Table, customers: pa.Table) -> pa.Table:
    """Say which feature moves a customer's hazard by how much.

    The contributions of one customer add up to the logarithm of the hazard on an average day of
    the explained periods: the features' by the trees' own additive explanation (S. Lundberg, S.-I.
    Lee, "A unified approach to interpreting model predictions", NIPS 2017), `SEASON` as the days
    ahead against the year before, `INTERCEPT` as the rest.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    customers
        One row per split and customer: the keys and the features of the fit.

    Returns
    -------
    pyarrow.Table
        `CONTRIBUTIONS_SCHEMA`; empty for no rows. A split that can't be explained has no rows.
    """
    told = each_split(
        "hazard_contributions",
        scoring_splits(fit, customers),
        lambda _, found: _explain_split(*found),
        CONTRIBUTIONS_SCHEMA.append(FAILURE),
    )
    return without_failures(told).drop_columns([FAILURE.name])


def _explain_split(fits: list[dict[str, Any]], rows: pd.DataFrame) -> pa.Table:
    (fit,) = fits
    as_of_days = day_numbers(rows["as_of_date"])
    hazard = read_fit(fit, int(as_of_days.max()) + LONGEST_HORIZON)
    names = list(fit["feature_names"])
    explained = list(periods(rows[names]))[EXPLAINED_PERIODS]
    days = sum(period.last_day - period.first_day for period in explained)
    total = np.zeros((len(rows), len(names) + 1))
    if hazard.trees is not None:
        for period in explained:
            share = (period.last_day - period.first_day) / days
            total += share * predict(hazard.trees, period.features, pred_contrib=True)
    ahead = hazard.season.exposure(as_of_days, 0, np.full(len(rows), LONGEST_HORIZON))
    # The factors begin with the history, which may be shorter than a year.
    past_days = np.minimum(YEAR_DAYS, as_of_days - hazard.season.first_day + 1)
    past = hazard.season.exposure(as_of_days - past_days, 0, past_days)
    past_level = np.log(past / past_days)
    columns = {
        **{name: total[:, place] for place, name in enumerate(names)},
        SEASON: np.log(ahead / LONGEST_HORIZON) - past_level,
        INTERCEPT: hazard.log_base_rate + total[:, -1] + past_level,
    }
    return pa.table(
        {
            "split_name": np.tile(rows["split_name"].to_numpy(), len(columns)),
            "customer_id": np.tile(rows["customer_id"].to_numpy(), len(columns)),
            "feature": np.repeat(list(columns), len(rows)),
            "contribution": np.concatenate(list(columns.values())),
        },
        schema=CONTRIBUTIONS_SCHEMA,
    )
