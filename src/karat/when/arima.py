"""ARIMA with a calendar, by statsmodels, of the shop's weeks.

Source: G. Box, G. Jenkins, "Time series analysis: forecasting and control" (1970); R. Hyndman,
G. Athanasopoulos, "Forecasting: principles and practice", chapter 10, on regressors.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pyarrow as pa

from karat.modelling.extras import library
from karat.modelling.splits import NotConvergedError, raising_unconverged
from karat.when.forecasts import EXTRA, Outlook, Series, fit_forecast

ORDERS = [(0, 1, 1), (1, 1, 1), (2, 1, 0)]
"""Of these the one of the least corrected information criterion is taken."""


def fit_arima(shop_weeks: pa.Table, buyers: pa.Table) -> pa.Table:
    """Foretell the weeks after each split's date; see `fit_forecast`."""
    return fit_forecast("arima_fit", shop_weeks, buyers, _foretell)


def _foretell(series: Series) -> Outlook:
    best = min(_fitted(series), key=lambda fitted: float(fitted.aicc))
    ahead = best.get_forecast(series.ahead, exog=_regressors(series.calendar[series.weeks :]))
    bounds = ahead.conf_int(alpha=0.2)
    return Outlook(ahead.predicted_mean, bounds[:, 0], bounds[:, 1])


def _fitted(series: Series) -> list[Any]:
    """Fit all orders, and return those that came to rest."""
    arima = library("statsmodels.tsa.arima.model", EXTRA).ARIMA
    unconverged = library("statsmodels.tools.sm_exceptions", EXTRA).ConvergenceWarning
    found: list[Any] = []
    for order in ORDERS:
        model = arima(series.roots, exog=_regressors(series.calendar[: series.weeks]), order=order)
        try:
            raising_unconverged(unconverged, partial(_fit_into, found, model))
        except NotConvergedError:
            found.pop()
    if not found:
        raise NotConvergedError("no order's likelihood came to its largest")
    return found


def _fit_into(found: list[Any], model: Any) -> None:
    found.append(model.fit())


def _regressors(calendar: Any) -> Any:
    return calendar if calendar.shape[1] else None
