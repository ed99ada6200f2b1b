"""What came out of a build, off the published file: customers, expected buyers, how good it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import duckdb

HORIZONS = (7, 30)
"""Days ahead that buyers are told for: the next week, and the next month."""

NOT_THERE = (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException)
"""What comes of a file that is missing, damaged, or of another release."""


class Published:
    """The published file, open for reading; a file that isn't there has no rows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, none where the file or a table of it is missing."""
        try:
            with duckdb.connect(str(self._path), read_only=True) as connection:
                return connection.execute(sql).fetchall()
        except NOT_THERE:
            return []

    def has_run(self, run_id: str) -> bool:
        """Whether this file was published by a run of dbt."""
        return bool(
            self.rows(f"select 1 from monitoring.run_history where run_id = '{run_id}' limit 1")
        )

    def last_seconds(self) -> Mapping[str, float]:
        """Return what each table took the last time that it was made, by its name."""
        return {
            str(name): float(str(seconds))
            for name, seconds in self.rows(
                "select step_name, arg_max(seconds, started_at) from monitoring.run_steps"
                " inner join monitoring.run_history using (run_id) where status = 'success'"
                " group by step_name"
            )
        }


def report(published: Published) -> list[str]:
    """Return the lines on what was published."""
    return [*_customers(published), *_buyers(published), *_timing(published), *_items(published)]


def _customers(published: Published) -> list[str]:
    return [
        f"Customers        {customers:,}, as of {day}"
        + (": SYNTHETIC, the demo's" if is_synthetic else "")
        for customers, day, is_synthetic in published.rows(
            "select count(*), max(as_of_date), bool_or(is_synthetic)"
            " from marts.customer_next_purchase having count(*) > 0"
        )
    ]


def _buyers(published: Published) -> list[str]:
    """Say how many will buy, and what came of such figures where they could be checked."""
    lines = []
    for days in HORIZONS:
        for promised, least, most, checks in published.rows(
            f"""
            with promised as (
                select sum(probability_{days}d) as buyers, any_value(model_name) as model_name
                from marts.customer_next_purchase
            )

            select
                promised.buyers,
                min(metric_value),
                max(metric_value),
                count(metric_value)
            from promised
            left join evaluation.next_purchase_metrics as metrics
                on promised.model_name = metrics.model_name
                    and metrics.metric_name = 'predicted_to_actual'
                    and metrics.horizon_days = {days}
                    and metrics.metric_value > 0
                    and isfinite(metrics.metric_value)
            where promised.buyers is not null
            group by promised.buyers
            """
        ):
            lines.append(
                f"{f'Within {days} days':<17}" + buyers(promised, least, most, int(str(checks)))
            )
    return lines


def buyers(promised: object, least: object, most: object, checks: int) -> str:
    """Write a number of expected buyers with its range.

    Parameters
    ----------
    promised
        Sum of the probabilities.
    least, most
        The lowest and highest of promised over came, in the windows that it could be checked in.
    checks
        How many windows these were.

    >>> buyers(199.2, 0.86, 1.93, 4)
    '199 buyers expected, 103 to 232 by how 4 checks turned out (promised over came: 0.86 to 1.93)'
    >>> buyers(199.2, None, None, 0)
    '199 buyers expected; no window could check how far that is to be trusted'
    """
    expected = float(str(promised))
    if not checks:
        return (
            f"{expected:,.0f} buyers expected; no window could check how far that is to be trusted"
        )
    low, high = float(str(least)), float(str(most))
    return (
        f"{expected:,.0f} buyers expected, {math.floor(expected / high):,} to"
        f" {math.ceil(expected / low):,} by how {checks} checks turned out"
        f" (promised over came: {low:.2f} to {high:.2f})"
    )


def _timing(published: Published) -> list[str]:
    # The slice that the leaderboard ranks by, as the macro primary_slice says.
    slice_of = "horizon_days = (select max(horizon_days) from evaluation.next_purchase_metrics)"
    return [
        f"When             {champion} takes {_percent(value)} off the error of a flat guess"
        f" ({split}; {_percent(low)} to {_percent(high)}), the baseline {_percent(baseline)}"
        for champion, split, value, low, high, baseline, _ in published.rows(
            _judged("next_purchase", "next_purchase_metrics", slice_of)
        )
    ]


def _items(published: Published) -> list[str]:
    return [
        f"What             {champion}: {_percent(value)} of the pieces on a list were then bought"
        f" ({split}; {_percent(low)} to {_percent(high)}), the baseline's {_percent(baseline)};"
        f" no list could pass {_percent(ceiling)}"
        for champion, split, value, low, high, baseline, ceiling in published.rows(
            _judged("next_items", "next_item_metrics", "item_level = 'item' and k = 10")
        )
    ]


def _judged(task: str, table: str, slice_of: str) -> str:
    """Return the query for a task's champion by its primary metric: on test, or on validation."""
    return f"""
        select
            model_name,
            split_name,
            metrics.metric_value,
            metrics.ci_lower,
            metrics.ci_upper,
            metrics.baseline_value,
            metrics.ceiling_value
        from evaluation.model_leaderboard as leaderboard
        inner join evaluation.{table} as metrics using (split_name, model_name)
        where
            leaderboard.task = '{task}'
            and leaderboard.is_champion
            and leaderboard.primary_metric = metrics.metric_name
            and {slice_of}
            and split_name in ('validation', 'test')
            and metrics.metric_value is not null
        order by split_name = 'test' desc
        limit 1
    """


def _percent(share: object) -> str:
    """Write a share, with two digits that tell.

    >>> [_percent(share) for share in (0.0959, 0.0034, None)]
    ['9.6 %', '0.34 %', 'unknown']
    """
    if share is None:
        return "unknown"
    percent = 100 * float(str(share))
    return f"{percent:.1f} %" if abs(percent) >= 1 else f"{percent:.2f} %"
