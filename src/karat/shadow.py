"""`make shadow`: a version of other settings beside the one that serves, which nobody is told of.

The first night trains it, into a warehouse and a published file of its own; the nights after that
score with it. Once windows have closed, what it told is held against what people were told, of the
same customers on the same nights. Since nothing is shared but the export, no reader can meet it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karat.horizons import HORIZONS
from karat.publication import published_path
from karat.retraining import SCORE, TRAIN, Run, run_dbt
from karat.terminal.summary import NOT_THERE

SHADOW = {
    "KARAT_WAREHOUSE": "warehouse/shadow.duckdb",
    "KARAT_PUBLISHED": "warehouse/shadow_published.duckdb",
}
"""Where the shadow lives: whoever removes both begins another."""

LEAST_BUYERS = 30
"""Fewer decide an average of squares by themselves, and its interval is too narrow."""

TOLD = " union all ".join(
    f"select as_of_date, customer_id, {horizon} as horizon_days,"
    f" chance_{horizon}d / 10000.0 as chance from {{file}}.monitoring.kept_predictions"
    for horizon in HORIZONS
)
COMPARED = f"""
    with served as ({TOLD.format(file="served")}),
    shadow as ({TOLD.format(file="shadow")}),
    both_told as (
        select as_of_date, customer_id, horizon_days,
            served.chance as served_chance, shadow.chance as shadow_chance
        from served inner join shadow using (as_of_date, customer_id, horizon_days)
        cross join (select max(as_of_date) as today from served.marts.customer_next_purchase)
        where as_of_date + horizon_days <= today
        qualify as_of_date = max(as_of_date) over (partition by horizon_days)
    ),
    errors as (
        select as_of_date, horizon_days,
            count(sale_date) > 0 as has_bought,
            pow(any_value(served_chance) - has_bought::int, 2) as served_error,
            pow(any_value(shadow_chance) - has_bought::int, 2) as shadow_error
        from both_told
        left join served.marts.fct_sales as sales
            on both_told.customer_id = sales.customer_id and sales.taken_back_on is null
            and sale_date > as_of_date and sale_date <= as_of_date + horizon_days
        group by as_of_date, horizon_days, both_told.customer_id
    )
    select horizon_days, as_of_date, count(*), count_if(has_bought),
        avg(served_error), avg(shadow_error),
        1.96 * coalesce(stddev_samp(shadow_error - served_error), 0) / sqrt(count(*))
    from errors group by horizon_days, as_of_date order by horizon_days
"""
"""Of each horizon the latest night that both told of and whose window has closed."""


@dataclass(frozen=True)
class Compared:
    """What the served version and its shadow told of one window that has closed."""

    horizon_days: int
    night: object
    customers: int
    buyers: int
    served_error: float
    shadow_error: float
    half_width: float

    def __str__(self) -> str:
        """Say which was better, by more than chance and by more than a few buyers."""
        difference = self.shadow_error - self.served_error
        verdict = "can't be told apart"
        if self.buyers >= LEAST_BUYERS and abs(difference) > self.half_width:
            verdict = "the shadow is better" if difference < 0 else "the shadow is worse"
        return (
            f"{self.horizon_days:>2} days after {self.night}: squared error"
            f" {self.served_error:.5f} as told, {self.shadow_error:.5f} in the shadow"
            f" ({difference:+.5f} ± {self.half_width:.5f}; {self.buyers:,} of {self.customers:,}"
            f" bought): {verdict}."
        )


def compare(served: Path, shadow: Path) -> list[Compared]:
    """Return what both published files told, by horizon; nothing before a window has closed."""
    with duckdb.connect(config={"threads": 1}) as connection:
        try:
            for name, path in (("served", served), ("shadow", shadow)):
                file = str(path).replace("'", "''")
                connection.execute(f"attach '{file}' as {name} (read_only)")
            return [Compared(*row) for row in connection.execute(COMPARED).fetchall()]
        except NOT_THERE:
            return []


def run_shadow(run: Run, arguments: Sequence[str], served: Path, shadow: Mapping[str, str]) -> int:
    """Train the shadow or score with it, and say what it is worth; returns the exit code.

    Parameters
    ----------
    run
        Runs dbt.
    arguments
        dbt's own: the vars in which the shadow differs.
    served
        The file that readers open.
    shadow
        The settings of the shadow's own files.
    """
    published = Path(shadow["KARAT_PUBLISHED"])
    stages, fits = (SCORE, "active") if published.exists() else (TRAIN, "")
    code = run(("--no-next", *stages, *arguments), {**shadow, "KARAT_FITS": fits})
    if not code:
        compared = compare(served, published)
        for told in compared:
            print(told, flush=True)
        if not compared:
            print("No window has closed yet that both were told before.", flush=True)
    return code


if __name__ == "__main__":
    os.environ.pop("KARAT_JUDGED_NIGHT", None)
    sys.exit(run_shadow(run_dbt, sys.argv[1:], published_path(), SHADOW))
