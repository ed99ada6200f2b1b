"""MFLES, by statsforecast, of the shop's weeks: trend, season and calendar, boosted in turns.

Source: T. Blume, "MFLES: a gradient boosted approach to forecasting" (2024), as statsforecast has
it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from karat.modelling.extras import library
from karat.when.forecasts import EXTRA, FEWEST_FOR_A_YEAR, Outlook, Series, fit_forecast

WEEKS_A_YEAR = 52
JUDGED_WINDOWS = 3
"""Stretches as long as the one to be foretold, whose errors make the bounds; fewer in a short
series."""


def fit_mfles(shop_weeks: pa.Table, buyers: pa.Table) -> pa.Table:
    """Foretell the weeks after each split's date; see `fit_forecast`."""
    return fit_forecast("mfles_fit", shop_weeks, buyers, _foretell)


def _foretell(series: Series) -> Outlook:
    models = library("statsforecast.models", EXTRA)
    intervals = library("statsforecast.utils", EXTRA).ConformalIntervals
    season = [WEEKS_A_YEAR] if series.weeks >= FEWEST_FOR_A_YEAR else None
    windows = min(JUDGED_WINDOWS, series.weeks // series.ahead - 1)
    model = models.MFLES(
        season_length=season,
        prediction_intervals=intervals(n_windows=windows, h=series.ahead),
    )
    known, ahead = np.split(series.calendar, [series.weeks])
    has_calendar = series.calendar.shape[1] > 0
    found = model.forecast(
        series.roots,
        series.ahead,
        X=known if has_calendar else None,
        X_future=ahead if has_calendar else None,
        level=[80],
    )
    return Outlook(found["mean"], found["lo-80"], found["hi-80"])
