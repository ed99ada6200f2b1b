"""A piecewise exponential survival model whose hazard is a boosted tree, on a seasonal clock.

The hazard of customer x in a period is ``season(day) * exp(f(x as of the period))``; f is fitted by
LightGBM as a Poisson regression of the purchases in each period on its exposure, the sum of the
season's factors over the days at risk. Source: M. Friedman, "Piecewise exponential models for
survival data with covariates", Annals of Statistics 10 (1982); G. Ke et al., "LightGBM", NIPS 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.modelling.splits import FAILURE
from karat.trees import predict
from karat.when.person_periods import BOUNDS
from karat.when.season import Season

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LONGEST_HORIZON = BOUNDS[-1]

FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("model_text", pa.string()),
        ("log_base_rate", pa.float64()),
        ("season_first_day", pa.int64()),
        ("season_factors", pa.list_(pa.float64())),
        ("feature_names", pa.list_(pa.string())),
        FAILURE,
    ]
)
"""One row per split. `model_text` is LightGBM's own format, null when there was too little to
learn from; `season_first_day` counts from 1970-01-01."""


@dataclass(frozen=True)
class Hazard:
    """A fitted hazard: the trees, the rate that they multiply, and the calendar."""

    trees: lgb.Booster | None
    log_base_rate: float
    season: Season

    def per_seasonal_day(self, features: Floats) -> Floats:
        """Hazard of each row on a day of factor 1; shape (rows,)."""
        if self.trees is None:
            return np.full(len(features), np.exp(self.log_base_rate))
        return np.exp(self.log_base_rate + predict(self.trees, features, raw_score=True))


def read_fit(fit: dict[str, Any], last_day: int) -> Hazard:
    """Make the hazard anew from its row in the table of fits, its calendar up to a last day."""
    text = fit["model_text"]
    return Hazard(
        lgb.Booster(model_str=text) if text else None,
        float(fit["log_base_rate"]),
        Season(int(fit["season_first_day"]), np.array(fit["season_factors"])).reaching(last_day),
    )


def day_numbers(dates: pd.Series[Any]) -> Ints:
    """Days since 1970-01-01."""
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
