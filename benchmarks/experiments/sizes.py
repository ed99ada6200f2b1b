"""Sample sizes of the plan beside two libraries' for the same shares, means and spreads."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pingouin
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

SHARES = {"conversion", "retention"}


@dataclass(frozen=True)
class Size:
    """Customers an arm for one case."""

    metric: str
    value: float
    effect: float
    ours: int
    statsmodels: int
    pingouin: int


def sizes(plan: pd.DataFrame) -> list[Size]:
    """Set the plan's rows beside what the libraries say.

    Parameters
    ----------
    plan
        Rows of `experiments.plan`.
    """
    return [
        Size(
            metric=row["metric_name"],
            value=row["metric_value"],
            effect=effect,
            ours=int(row["customers_per_arm"]),
            statsmodels=math.ceil(NormalIndPower().solve_power(size, alpha=0.05, power=0.8)),
            # A chi-square of one degree of freedom is a two-sided normal test; w is of both arms.
            pingouin=math.ceil(pingouin.power_chi2(dof=1, w=size / 2, power=0.8, alpha=0.05) / 2),
        )
        for row in plan.to_dict("records")
        for effect in [row["sought_effect"]]
        for size in [_effect_size(row, effect)]
    ]


def _effect_size(row: dict[Hashable, Any], effect: float) -> float:
    """Return Cohen's h of two shares, or Cohen's d, of what adjusting leaves of the spread."""
    value, left = row["metric_value"], math.sqrt(1 - row["variance_saved"])
    if row["metric_name"] in SHARES:
        return abs(float(proportion_effectsize(value, value * (1 + effect)))) / left
    return float(effect * value / row["standard_deviation"] / left)
