"""Every fit in Python on planted rows, for the tests that all of them have to pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from karat.horizons import HORIZONS
from karat.modelling.neural import PATIENCE
from karat.value.gamma_gamma import fit_gamma_gamma
from karat.what.als import ITERATIONS, fit_als
from karat.what.bert4rec import BERT4REC
from karat.what.gru4rec import GRU4REC
from karat.what.latent_classes import fit_tastes
from karat.what.mult_vae import fit_mult_vae
from karat.what.ncf import fit_ncf
from karat.what.nearest import fit_nearest
from karat.what.nmf import fit_nmf
from karat.what.ranker import fit_ranker
from karat.what.sasrec import SASREC
from karat.what.sequential import ROUNDS, Reader, fit_sequential
from karat.what.surprise_svd import fit_surprise_svd
from karat.what.truncated_svd import fit_truncated_svd
from karat.what.two_tower import fit_two_tower
from karat.when.arima import fit_arima
from karat.when.bg_nbd import fit_bg_nbd
from karat.when.cox import fit_cox
from karat.when.gru_hazard import fit_gru_hazard
from karat.when.hazard_fit import fit_hazard
from karat.when.mfles import fit_mfles
from karat.when.neural_hazard import fit_neural_hazard
from karat.when.prophet import fit_prophet
from karat.when.random_forest import fit_random_forest
from karat.when.similar_customers import fit_similar_customers
from karat.when.survival_forest import fit_survival_forest
from karat.when.xgboost import fit_xgboost

CUSTOMERS = 400
SEQUENTIAL = {
    "bert4rec_fit": (BERT4REC, "item"),
    "bert4rec_archetype_fit": (BERT4REC, "archetype"),
    "gru4rec_fit": (GRU4REC, "item"),
    "gru4rec_archetype_fit": (GRU4REC, "archetype"),
    "sasrec_fit": (SASREC, "item"),
    "sasrec_archetype_fit": (SASREC, "archetype"),
}
LIBRARIES = {
    "mult_vae_fit": "torch",
    "mult_vae_archetype_fit": "torch",
    "ncf_fit": "torch",
    "ncf_archetype_fit": "torch",
    "two_tower_fit": "torch",
    "surprise_svd_fit": "surprise",
    "surprise_svd_archetype_fit": "surprise",
    "neural_hazard_fit": "torch",
    "gru_hazard_fit": "torch",
    "survival_forest_fit": "sksurv",
    "xgboost_fit": "xgboost",
    "arima_fit": "statsmodels",
    "prophet_fit": "prophet",
    "mfles_fit": "statsforecast",
    **dict.fromkeys(SEQUENTIAL, "torch"),
}
"""The libraries that the default install does without, by the fit that calls for them."""

FEATURES = ["days_since_last_purchase", "tenure_days", "usual_gap_days", "gap_ratio"]
TRAITS = ("category", "metal", "price_tier")


@dataclass(frozen=True)
class Fit:
    """A fit, the rows that it is tried on, one for each of `CUSTOMERS`, and its last line."""

    rows: Callable[[], pa.Table]
    fit: Callable[[pa.Table], pa.Table]
    last_line: str

    def __call__(self) -> pa.Table:
        return self.fit(self.rows())


def skipped_without(fit: str) -> pytest.MarkDecorator:
    """Skip a test, by name and reason, where the library of a fit is not installed."""
    name = LIBRARIES.get(fit)
    reason = f"{name} is not installed: make tournament installs it"
    return pytest.mark.skipif(name is not None and find_spec(name) is None, reason=reason)


def each(fits: Mapping[str, object]) -> list[object]:
    """Return a parameter a fit, called as its table."""
    return [pytest.param(fit, id=name, marks=skipped_without(name)) for name, fit in fits.items()]


def probabilities(scores: pa.Table) -> pd.DataFrame:
    """A timing family's probabilities: a row a customer, a column a horizon."""
    return scores.to_pandas().pivot(
        index="customer_id", columns="horizon_days", values="probability"
    )


def landmarks() -> pd.DataFrame:
    random = np.random.default_rng(1)
    since = random.integers(1, 300, CUSTOMERS)
    return pd.DataFrame(
        {
            "split_name": "test",
            "customer_id": [f"c{number:04}" for number in range(CUSTOMERS)],
            "as_of_date": pd.Timestamp("2024-06-01").date(),
            "split_as_of_date": pd.Timestamp("2024-12-01").date(),
            "duration_days": random.integers(1, 91, CUSTOMERS),
            "is_purchase": random.random(CUSTOMERS) < 0.5,
            "days_since_last_purchase": since,
            "tenure_days": since + random.integers(0, 300, CUSTOMERS),
            "usual_gap_days": random.integers(10, 100, CUSTOMERS),
            "gap_ratio": random.random(CUSTOMERS),
        }
    )


def histories() -> pd.DataFrame:
    random = np.random.default_rng(2)
    repeats = random.poisson(1.2, CUSTOMERS)
    age = random.uniform(10, 100, CUSTOMERS)
    return landmarks()[["split_name", "customer_id"]].assign(
        repeat_purchase_count=repeats,
        recency_weeks=np.where(repeats > 0, age * random.uniform(0.2, 1, CUSTOMERS), 0),
        age_weeks=age,
    )


def spenders() -> pd.DataFrame:
    random = np.random.default_rng(3)
    count = 1 + histories()["repeat_purchase_count"]
    scale = random.gamma(3, 1 / 20000, CUSTOMERS)
    return histories().assign(
        purchase_count=count, average_order_value=random.gamma(4 * count, 1 / scale) / count
    )


def bought() -> pd.DataFrame:
    traits = landmarks().index % 7
    return landmarks()[["split_name", "as_of_date", "customer_id"]].assign(
        role="test",
        item_id=[f"i{number}" for number in traits],
        archetype=[f"a{number}" for number in traits],
        **{trait: [f"t{number % 3}" for number in traits] for trait in TRAITS},
        item_count=2,
        purchase_count=2,
    )


def pairs() -> pd.DataFrame:
    described = bought()[["role", "item_id"]]
    return landmarks().join(described).assign(is_bought=landmarks()["is_purchase"])


def sequences() -> pd.DataFrame:
    return bought().assign(position=1)


def read_landmarks() -> pd.DataFrame:
    return landmarks().assign(
        position=1,
        category=bought()["category"],
        gap_days=np.nan,
        age_days=landmarks()["days_since_last_purchase"],
        price=100.0,
    )


def sequential(fit: str, reader: Reader, level: str) -> Fit:
    return Fit(
        lambda: table(sequences()),
        lambda rows: fit_sequential(fit, rows, level, reader),
        f"split test: step {1 + PATIENCE} of {ROUNDS}",
    )


def shop_days() -> pa.Table:
    days = pd.date_range("2024-01-01", "2024-12-01").date
    shop = {"purchase_date": days, "purchase_count": 3, "first_purchase_count": 1}
    return table(pd.DataFrame(shop))


def shop_weeks(known: int, level: float = 16.0, holiday: float = 0.0) -> pa.Table:
    """A shop's weeks around a level, with a holiday each fourth, and the 13 ahead."""
    number = np.arange(1 - known, 14)
    is_holiday = number % 4 == 0
    noise = np.random.default_rng(4).normal(0, level**0.5 / 4, len(number))
    count = np.round(np.maximum(level + holiday * is_holiday + noise, 0))
    return table(
        pd.DataFrame(
            {
                "split_name": "test",
                "as_of_date": pd.Timestamp("2024-12-01").date(),
                "week_number": number,
                "returning_count": pd.array(np.where(number <= 0, count, np.nan), dtype="Int64"),
                "occasion_days": is_holiday.astype(int),
                "run_up_days": 0,
            }
        )
    )


def buyers() -> pa.Table:
    """Nine in ten purchases by old customers are of a buyer, of 400 who are known."""
    counts = {"known_count": 400, "returning_count": 100, "buyer_count": 90}
    return table(pd.DataFrame({"split_name": "test", "horizon_days": HORIZONS, **counts}))


def both_splits(buyers: pa.Table) -> pa.Table:
    frames = [buyers.to_pandas().assign(split_name=name) for name in ("test", "validation")]
    return table(pd.concat(frames))


def table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(rows, preserve_index=False)


def hazard(rows: pa.Table, features: Sequence[str]) -> pa.Table:
    return fit_hazard(rows, shop_days(), features)


LEARNERS = {
    "cox_fit": fit_cox,
    "hazard_fit": hazard,
    "item_ranker_fit": fit_ranker,
    "neural_hazard_fit": fit_neural_hazard,
    "random_forest_fit": fit_random_forest,
    "similar_customers_fit": fit_similar_customers,
    "survival_forest_fit": fit_survival_forest,
    "xgboost_fit": fit_xgboost,
}
"""The fits that are given the names of their features."""

FORECASTS = {"arima_fit": fit_arima, "mfles_fit": fit_mfles, "prophet_fit": fit_prophet}
"""The fits that foretell the shop."""


def forecast(fit: str) -> Fit:
    return Fit(
        lambda: shop_weeks(CUSTOMERS - 13),
        lambda rows: FORECASTS[fit](rows, both_splits(buyers())),
        "split test: step 1 of 1",
    )


FITS = {
    "als_factors": Fit(
        lambda: table(bought()),
        fit_als,
        f"split test, archetypes: step {ITERATIONS} of {ITERATIONS}",
    ),
    "bg_nbd_fit": Fit(lambda: table(histories()), fit_bg_nbd, "split test: step 1 of 1"),
    "cox_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_cox(rows, FEATURES),
        "split test: step 1 of 1",
    ),
    "gamma_gamma_fit": Fit(lambda: table(spenders()), fit_gamma_gamma, "split test: step 1 of 1"),
    "gru_hazard_fit": Fit(
        lambda: table(read_landmarks()), fit_gru_hazard, "split test: step 10 of 10"
    ),
    "hazard_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: hazard(rows, FEATURES),
        "split test without the season: step 200 of 200",
    ),
    "item_knn_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nearest("item_knn_fit", rows, "item", "entry"),
        "split test: step 1 of 1",
    ),
    "item_knn_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nearest("item_knn_archetype_fit", rows, "archetype", "entry"),
        "split test: step 1 of 1",
    ),
    "item_ranker_fit": Fit(
        lambda: table(pairs()),
        lambda rows: fit_ranker(rows, FEATURES),
        "split test: step 80 of 80",
    ),
    "latent_classes": Fit(lambda: table(bought()), fit_tastes, "split test: step 60 of 60"),
    "mult_vae_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_mult_vae("mult_vae_fit", rows, "item"),
        "split test: step 30 of 30",
    ),
    "mult_vae_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_mult_vae("mult_vae_archetype_fit", rows, "archetype"),
        "split test: step 30 of 30",
    ),
    "ncf_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_ncf("ncf_fit", rows, "item"),
        "split test: step 30 of 30",
    ),
    "ncf_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_ncf("ncf_archetype_fit", rows, "archetype"),
        "split test: step 30 of 30",
    ),
    "neural_hazard_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_neural_hazard(rows, FEATURES),
        "split test: step 10 of 10",
    ),
    "nmf_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nmf("nmf_fit", rows, "item"),
        "split test: step 1 of 1",
    ),
    "nmf_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nmf("nmf_archetype_fit", rows, "archetype"),
        "split test: step 1 of 1",
    ),
    "random_forest_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_random_forest(rows, FEATURES),
        "split test: step 1 of 1",
    ),
    "similar_customers_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_similar_customers(rows, FEATURES),
        "split test: step 1 of 1",
    ),
    "surprise_svd_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_surprise_svd("surprise_svd_fit", rows, "item"),
        "split test: step 1 of 1",
    ),
    "surprise_svd_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_surprise_svd("surprise_svd_archetype_fit", rows, "archetype"),
        "split test: step 1 of 1",
    ),
    "survival_forest_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_survival_forest(rows, FEATURES),
        "split test: step 1 of 1",
    ),
    "truncated_svd_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_truncated_svd("truncated_svd_fit", rows, "item"),
        "split test: step 1 of 1",
    ),
    "truncated_svd_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_truncated_svd("truncated_svd_archetype_fit", rows, "archetype"),
        "split test: step 1 of 1",
    ),
    "two_tower_fit": Fit(
        lambda: table(sequences()),
        fit_two_tower,
        f"split test: step {1 + PATIENCE} of {ROUNDS}",
    ),
    "user_knn_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nearest("user_knn_fit", rows, "item", "customer"),
        "split test: step 1 of 1",
    ),
    "user_knn_archetype_fit": Fit(
        lambda: table(bought()),
        lambda rows: fit_nearest("user_knn_archetype_fit", rows, "archetype", "customer"),
        "split test: step 1 of 1",
    ),
    "xgboost_fit": Fit(
        lambda: table(landmarks()),
        lambda rows: fit_xgboost(rows, FEATURES),
        "split test: step 100 of 100",
    ),
    **{fit: forecast(fit) for fit in FORECASTS},
    **{fit: sequential(fit, *of) for fit, of in SEQUENTIAL.items()},
}
"""By the table that holds the fit."""
