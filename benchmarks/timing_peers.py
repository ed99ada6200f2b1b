"""When customers buy next, by the libraries that one would reach for instead.

Each peer learns from what was known as of the task's date and returns, for every customer known,
the probability to have bought by each of `GRID` days, shape (customers, days).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import CoxPHFitter
from lifetimes import BetaGeoFitter, ParetoNBDFitter
from lightgbm import LGBMClassifier

from benchmarks.warehouse import LONGEST, TimingTask

Floats = npt.NDArray[np.float64]

GRID = np.array([1, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90])
SEED = 20240101
RFM = ["recency", "purchases", "tenure", "mean_spend"]
WEEK = 7.0


def base_rate(task: TimingTask) -> Floats:
    """Take the share of earlier customers who came within as many days, the same for everybody."""
    training = task.training
    shares = [(training["days_to_next"] <= days).mean() for days in GRID]
    return np.tile(shares, (len(task.histories), 1))


def _summary(
    histories: pd.DataFrame,
) -> tuple[pd.Series[float], pd.Series[float], pd.Series[float]]:
    """Frequency, recency and age in weeks, as `lifetimes` counts them."""
    age = histories["tenure"] / WEEK
    return histories["purchases"] - 1, age - histories["recency"] / WEEK, age


def bg_nbd(task: TimingTask) -> Floats:
    """BG/NBD by maximum likelihood: P(alive) times P(a purchase while alive)."""
    frequency, recency, age = _summary(task.histories)
    fitter = BetaGeoFitter(penalizer_coef=1e-3)
    fitter.fit(frequency, recency, age)
    alive = np.asarray(fitter.conditional_probability_alive(frequency, recency, age))
    r, alpha = fitter.params_["r"], fitter.params_["alpha"]
    silent = (
        (alpha + age).to_numpy()[:, None] / (alpha + age.to_numpy()[:, None] + GRID / WEEK)
    ) ** (r + frequency.to_numpy()[:, None])
    return np.asarray(alive[:, None] * (1 - silent))


def pareto_nbd(task: TimingTask) -> Floats:
    """Pareto/NBD, fitted on 2,000 customers at most (its likelihood is slow), asked about all."""
    frequency, recency, age = _summary(task.histories)
    chosen = task.histories.sample(min(2000, len(task.histories)), random_state=SEED).index
    fitter = ParetoNBDFitter(penalizer_coef=1e-2)
    fitter.fit(frequency[chosen], recency[chosen], age[chosen], maxiter=500)
    none = [
        np.asarray(
            fitter.conditional_probability_of_n_purchases_up_to_time(
                0, days / WEEK, frequency, recency, age
            )
        )
        for days in GRID
    ]
    return np.asarray(np.clip(1 - np.nan_to_num(np.column_stack(none), nan=1.0), 0, 1))


def _features(histories: pd.DataFrame) -> pd.DataFrame:
    """Plain RFM on a logarithmic scale."""
    return pd.DataFrame(np.log1p(histories[RFM].clip(lower=0)))


def _survival_rows(task: TimingTask, most: int) -> pd.DataFrame:
    """RFM rows of the training dates: duration in days, cut at the longest horizon, and event."""
    training = task.training
    if len(training) > most:
        training = training.sample(most, random_state=SEED)
    rows = _features(training)
    end = np.minimum(training["days_seen"], LONGEST)
    rows["duration"] = np.minimum(training["days_to_next"], end)
    rows["event"] = training["days_to_next"] <= end
    return rows


def cox_rfm(task: TimingTask) -> Floats:
    """Cox on plain RFM (`lifelines`), rows of customer and date."""
    fitter = CoxPHFitter(penalizer=1e-3)
    fitter.fit(_survival_rows(task, 20000), "duration", "event")
    curves = fitter.predict_survival_function(_features(task.histories), times=GRID)
    return np.asarray(1 - curves.to_numpy().T)


def survival_boosting(task: TimingTask) -> Floats:
    """Gradient-boosted Cox on plain RFM (`scikit-survival`), 4,000 rows at most."""
    # The one peer that the tests' environment is without.
    from sksurv.ensemble import GradientBoostingSurvivalAnalysis  # noqa: PLC0415

    rows = _survival_rows(task, 4000)
    answers = np.array(
        list(zip(rows["event"], rows["duration"], strict=True)),
        dtype=[("event", bool), ("days", float)],
    )
    model = GradientBoostingSurvivalAnalysis(n_estimators=100, max_depth=3, random_state=SEED)
    model.fit(rows[RFM].to_numpy(), answers)
    asked = _features(task.histories).to_numpy()
    curves = model.predict_survival_function(asked, return_array=True)
    place = np.searchsorted(model.unique_times_, GRID, side="right") - 1
    return 1 - np.where(place >= 0, curves[:, np.maximum(place, 0)], 1.0)


def lightgbm_per_horizon(task: TimingTask) -> Floats:
    """Fit a LightGBM classifier per horizon on RFM, gaps and month, rows of customer and date."""
    features = [*RFM, "total_spend", "purchases_90d", "mean_gap", "month"]
    probabilities = []
    for days in GRID:
        training = task.training[task.training["days_seen"] >= days]
        model = LGBMClassifier(
            n_estimators=100, learning_rate=0.05, num_leaves=8, min_child_samples=50,
            n_jobs=2, random_state=SEED, verbosity=-1,
        )  # fmt: skip
        model.fit(training[features], training["days_to_next"] <= days)
        probabilities.append(np.asarray(model.predict_proba(task.histories[features]))[:, -1])
    return np.asarray(np.maximum.accumulate(np.column_stack(probabilities), axis=1))


PEERS: dict[str, Callable[[TimingTask], Floats]] = {
    "share who came before": base_rate,
    "BG/NBD (lifetimes)": bg_nbd,
    "Pareto/NBD (lifetimes)": pareto_nbd,
    "Cox on RFM (lifelines)": cox_rfm,
    "boosted Cox on RFM (scikit-survival)": survival_boosting,
    "classifier per horizon (LightGBM)": lightgbm_per_horizon,
}


def curves(task: TimingTask, peer: str) -> Floats:
    """Fit a peer; return the probability to have come by each day, 1 to the longest horizon."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by_grid = PEERS[peer](task)
    days = np.arange(1, LONGEST + 1)
    place = np.searchsorted(GRID, days)
    before = np.maximum(place - 1, 0)
    share = np.where(
        place > 0, (days - GRID[before]) / np.maximum(GRID[place] - GRID[before], 1), 1.0
    )
    return np.asarray(by_grid[:, before] * (1 - share) + by_grid[:, place] * share)
