"""Prophet, of the shop's weeks.

Source: S. Taylor, B. Letham, "Forecasting at scale", The American Statistician 72 (2018).
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pyarrow as pa

from karat.modelling.extras import library
from karat.when.forecasts import EXTRA, FEWEST_FOR_A_YEAR, Outlook, Series, fit_forecast

SEED = 20240101


def fit_prophet(shop_weeks: pa.Table, buyers: pa.Table) -> pa.Table:
    """Foretell the weeks after each split's date; see `fit_forecast`."""
    return fit_forecast("prophet_fit", shop_weeks, buyers, _foretell)


def _foretell(series: Series) -> Outlook:
    prophet = library("prophet", EXTRA)
    # It would say of each fit that it began and ended, whatever its level.
    logging.getLogger("cmdstanpy").disabled = True
    model = prophet.Prophet(
        interval_width=0.8,
        weekly_seasonality=False,
        daily_seasonality=False,
        yearly_seasonality=series.weeks >= FEWEST_FOR_A_YEAR,
    )
    regressors = [f"calendar_{number}" for number in range(series.calendar.shape[1])]
    for name in regressors:
        model.add_regressor(name)
    weeks = pd.DataFrame(series.calendar, columns=regressors).assign(ds=series.ends)
    model.fit(weeks.iloc[: series.weeks].assign(y=series.roots), seed=SEED)
    # The draws of the intervals are NumPy's own, which others draw from too.
    kept = np.random.get_state()
    np.random.seed(SEED)
    ahead = model.predict(weeks.iloc[series.weeks :])
    np.random.set_state(kept)
    return Outlook(*(ahead[name].to_numpy() for name in ("yhat", "yhat_lower", "yhat_upper")))
