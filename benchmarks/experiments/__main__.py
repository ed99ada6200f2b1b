"""Simulate experiments on the last build's customers: `make benchmark-experiments`."""

from __future__ import annotations

import argparse
import os
import warnings
from pathlib import Path

import pandas as pd

from benchmarks.experiments.page import Figures, beside_tea_tasting, page
from benchmarks.experiments.simulation import DAYS, Laboratory, Shop, Study, compiled
from benchmarks.experiments.sizes import sizes

CUSTOMERS = 3000
"""Customers of a simulated experiment; what they can show is planted. More would show a smaller
effect, and take hours."""

RESPONSE = 0.4
"""The stated response of the one experiment with all customers."""

KINDS = ("fixed_horizon", "always_valid")
LOOKS = tuple(range(1, 31))
PEEKED = 1000
"""Customers of an experiment that is looked at daily."""


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.experiments", description=__doc__)
    parser.add_argument("--experiments", type=int, default=1000, help="simulated, of each kind")
    parser.add_argument("--output", type=Path, default=Path("docs/experiments.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks/experiments"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    warehouse = Path(os.environ.get("KARAT_WAREHOUSE") or "warehouse/karat.duckdb")
    shop = Shop(warehouse)
    laboratory = Laboratory(shop, compiled(arguments.folder), warehouse)

    of_all = shop.plan_values[
        (shop.plan_values["population"] == "all") & (shop.plan_values["window_days"] == DAYS)
    ]
    plan = laboratory.plan(of_all, CUSTOMERS).set_index("metric_name").loc["conversion"]
    planned = float(plan["smallest_effect"])
    one = Study(experiments=1, customers=len(shop.customers), effect=RESPONSE)
    figures = Figures(
        experiments=arguments.experiments,
        shop_customers=len(shop.customers),
        planned_effect=planned,
        planned_customers=int(plan["customer_count"]),
        truths=shop.truths(planned),
        sizes=[
            *sizes(laboratory.plan(_two_percent(), 1000)),
            *sizes(laboratory.plan(of_all, len(shop.customers))),
        ],
        none=laboratory.run(Study(arguments.experiments, CUSTOMERS), seed=1),
        planted=laboratory.run(Study(arguments.experiments, CUSTOMERS, planned), seed=2),
        peeked=laboratory.run(
            Study(arguments.experiments, PEEKED, 0.0, KINDS, LOOKS, len(LOOKS)), seed=3, chunk=20
        ),
        response=RESPONSE,
        campaign=laboratory.run(one, seed=4),
        tea_tasting=beside_tea_tasting(laboratory.outcomes()),
        campaigns=laboratory.run(
            Study(arguments.experiments // 5, one.customers, RESPONSE), seed=5, chunk=10
        ),
    )
    arguments.output.write_text(page(figures), encoding="utf-8")
    print(f"written: {arguments.output}")


def _two_percent() -> pd.DataFrame:
    """Return the textbook's case: 2 % convert, nothing is adjusted."""
    return pd.DataFrame(
        {
            "population": ["all"],
            "window_days": [DAYS],
            "metric_name": ["conversion"],
            "metric_value": [0.02],
            "standard_deviation": [0.14],
            "variance_saved": [0.0],
        }
    )


if __name__ == "__main__":
    main()
