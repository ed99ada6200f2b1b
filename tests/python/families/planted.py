"""Waiting times of planted hazards, and the families that have to find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
from fits import each

from karat.when.gru_hazard import fit_gru_hazard, score_gru_hazard
from karat.when.neural_hazard import fit_neural_hazard, score_neural_hazard
from karat.when.random_forest import fit_random_forest, score_random_forest
from karat.when.similar_customers import fit_similar_customers, score_similar_customers
from karat.when.survival_forest import fit_survival_forest, score_survival_forest
from karat.when.xgboost import fit_xgboost, score_xgboost

SPLIT_DAY = date(2024, 12, 31)
EAGER, IDLE = 0.03, 0.005
FEATURES = ["eager", "noise"]


@dataclass(frozen=True)
class Family:
    """A family that learns from landmarks, and how far its probabilities may be off by chance."""

    fit: Callable[[pa.Table, list[str]], pa.Table]
    score: Callable[[pa.Table, pa.Table], pa.Table]
    tolerance: float

    def scored(self, rows: pa.Table, eager: list[float]) -> pa.Table:
        return self.score(self.fit(rows, FEATURES), customers(eager))


def pieces(rows: pa.Table) -> pa.Table:
    """Tell who is eager by the days between two pieces, and noise by what the second cost."""
    frame = rows.to_pandas()
    gap = np.where(frame["eager"] > 0, 10, 100)
    pieces = frame.assign(category="rings")
    first = pieces.assign(position=1, gap_days=np.nan, age_days=5 + gap, price=100.0)
    second = pieces.assign(position=2, gap_days=gap, age_days=5, price=100 + 100 * frame["noise"])
    return pa.Table.from_pandas(pd.concat([first, second]), preserve_index=False)


FAMILIES = {
    "gru_hazard_fit": Family(
        lambda rows, _: fit_gru_hazard(pieces(rows)),
        lambda fit, rows: score_gru_hazard(fit, pieces(rows)),
        0.05,
    ),
    "neural_hazard_fit": Family(fit_neural_hazard, score_neural_hazard, 0.05),
    "random_forest_fit": Family(fit_random_forest, score_random_forest, 0.04),
    "similar_customers_fit": Family(fit_similar_customers, score_similar_customers, 0.08),
    "survival_forest_fit": Family(fit_survival_forest, score_survival_forest, 0.06),
    "xgboost_fit": Family(fit_xgboost, score_xgboost, 0.06),
}

PARAMETERS = each(FAMILIES)


def landmark_rows(count: int, watched: int = 90) -> pa.Table:
    """Customers on one date whose hazard is 0.03 a day when `eager` and 0.005 otherwise."""
    random = np.random.default_rng(6)
    eager = np.arange(count) % 2
    waited = np.ceil(random.exponential(1 / np.where(eager, EAGER, IDLE)))
    return pa.table(
        {
            "split_name": ["test"] * count,
            "customer_id": [f"{number:05d}" for number in range(count)],
            "as_of_date": [SPLIT_DAY - timedelta(days=watched)] * count,
            "duration_days": np.minimum(waited, watched).astype(int),
            "is_purchase": waited <= watched,
            "eager": eager.astype(float),
            "noise": random.random(count),
        }
    )


def customers(eager: list[float]) -> pa.Table:
    return pa.table(
        {
            "split_name": ["test"] * len(eager),
            "customer_id": [f"c{number}" for number in range(len(eager))],
            "as_of_date": [SPLIT_DAY] * len(eager),
            "eager": eager,
            "noise": [0.5] * len(eager),
        }
    )
