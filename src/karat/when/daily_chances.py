"""The scores of a timing family that knows a chance for each day ahead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.horizons import HORIZONS
from karat.modelling.splits import FAILURE

DATE_SHARES = {
    "expected_next_purchase_date": 0.5,
    "expected_date_lower": 0.1,
    "expected_date_upper": 0.9,
}

SCORES_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        *((f"probability_{horizon}d", pa.float64()) for horizon in HORIZONS),
        *((name, pa.date32()) for name in DATE_SHARES),
        FAILURE,
    ]
)


def scores_of(rows: pd.DataFrame, daily_hazard: npt.NDArray[np.float64]) -> pa.Table:
    """Return chances by horizon, the expected date and its bounds.

    Parameters
    ----------
    rows
        One row per customer: `split_name`, `as_of_date`, `customer_id`.
    daily_hazard
        Shape (customers, longest horizon): the hazard of each day after the as-of date.

    Returns
    -------
    pyarrow.Table
        `SCORES_SCHEMA` but for `FAILURE`. The expected date and its bounds are the days by which
        50, 10 and 90 % of the chance of the longest horizon has passed; null where there is none.
    """
    chance = -np.expm1(-np.cumsum(daily_hazard, axis=1))
    as_of_days = pd.to_datetime(rows["as_of_date"]).to_numpy().astype("datetime64[D]")
    days = {
        name: 1 + np.argmax(chance >= share * chance[:, -1:], axis=1)
        for name, share in DATE_SHARES.items()
    }
    return pa.table(
        {
            "split_name": rows["split_name"],
            "as_of_date": pa.array(as_of_days, pa.date32()),
            "customer_id": rows["customer_id"],
            **{f"probability_{horizon}d": chance[:, horizon - 1] for horizon in HORIZONS},
            **{
                name: pa.array(as_of_days + after, pa.date32(), mask=chance[:, -1] == 0)
                for name, after in days.items()
            },
        },
    )
