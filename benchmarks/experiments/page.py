"""Write the page from the figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import sqrt

import pandas as pd
import tea_tasting as tt

from benchmarks.experiments.simulation import METRICS
from benchmarks.experiments.sizes import Size


@dataclass(frozen=True)
class Figures:
    """All that was measured: readouts by study, sizes, and one readout beside another library's."""

    experiments: int
    shop_customers: int
    planned_effect: float
    planned_customers: int
    truths: dict[str, float]
    sizes: list[Size]
    none: pd.DataFrame
    planted: pd.DataFrame
    peeked: pd.DataFrame
    response: float
    campaign: pd.DataFrame
    tea_tasting: dict[str, dict[str, float]]
    campaigns: pd.DataFrame


def beside_tea_tasting(outcomes: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Read an experiment's outcomes out with tea-tasting, unadjusted.

    Returns
    -------
    dict
        By metric: `difference`, `lower` and `upper`.
    """
    data = outcomes[outcomes["arm"] != "hold_out"].assign(
        is_converted=lambda rows: (rows["order_count"] > 0).astype(float),
        is_retained=lambda rows: rows["is_retained"].astype(float),
        revenue=lambda rows: rows["revenue"].astype(float),
        order_count=lambda rows: rows["order_count"].astype(float),
    )
    settings = {"use_t": False, "equal_var": False}
    experiment = tt.Experiment(
        {
            "conversion": tt.Mean("is_converted", **settings),
            "revenue_per_customer": tt.Mean("revenue", **settings),
            "average_order_value": tt.RatioOfMeans("revenue", "order_count", **settings),
            "retention": tt.Mean("is_retained", **settings),
        },
        variant="arm",
    )
    result = experiment.analyze(
        data[["arm", "is_converted", "is_retained", "revenue", "order_count"]], control="control"
    )
    return {
        name: {
            "difference": metric.effect_size,
            "lower": metric.effect_size_ci_lower,
            "upper": metric.effect_size_ci_upper,
        }
        for name, metric in result.items()
    }


def page(figures: Figures) -> str:
    """Return the page in Markdown."""
    parts = [
        _introduction(figures),
        _sizes(figures.sizes),
        _rates(figures),
        _peeking(figures),
        _campaign(figures),
        _tea_tasting(figures),
    ]
    return "\n\n".join(parts) + "\n"


def _introduction(figures: Figures) -> str:
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("statsmodels", "pingouin", "tea-tasting", "duckdb")
    )
    noise = [100 * sqrt(share * (1 - share) / figures.experiments) for share in (0.05, 0.8)]
    text = f"""
    Written by `make benchmark-experiments`, after `make build`: {figures.experiments:,} simulated
    experiments of each kind. Each draws its customers anew from the last build's
    {figures.shop_customers:,} (by default the synthetic demo's), with what they did in the 90 days
    after the test window's eve; the SQL that ships assigns them and reads the experiment out
    ([how](methods/experiments.md)). Shares of {figures.experiments:,} experiments have a standard
    error of {noise[0]:.1f} points where 5 % are meant, of {noise[1]:.1f} where 80 % are.
    """
    return "\n\n".join(
        ["# Do experiments keep what they promise?", _paragraph(text), f"Versions: {versions}."]
    )


def _sizes(rows: Sequence[Size]) -> str:
    return "\n\n".join(
        [
            "## Customers an arm",
            _paragraph(
                """
                To show a relative change four times out of five with a 95 % interval. The first row
                is the textbook's case; the others are the shop's own, after what adjusting saves.
                `pingouin` by its chi-square of one degree of freedom, which is the same test.
                """
            ),
            _table(
                ["metric", "value", "change", "`experiments.plan`", "statsmodels", "pingouin"],
                (
                    [
                        _words(row.metric),
                        f"{row.value:,.3f}" if row.value < 1 else f"{row.value:,.0f}",
                        f"{row.effect:.0%}",
                        f"{row.ours:,}",
                        f"{row.statsmodels:,}",
                        f"{row.pingouin:,}",
                    ]
                    for row in rows
                ),
            ),
        ]
    )


def _rates(figures: Figures) -> str:
    none, planted = _called(figures.none), _called(figures.planted)
    rows = []
    for metric in METRICS:
        without = none[none["metric_name"] == metric]
        within = planted[planted["metric_name"] == metric]
        truth = figures.truths[metric]
        covered = (within["lift_lower"] <= truth) & (truth <= within["lift_upper"])
        found = within["difference_lower"] > 0
        plainly = within["plain_difference_lower"] > 0
        rows.append(
            [
                _words(metric),
                f"{_leaves_out_zero(without).mean():.1%}",
                f"{truth:+.1%}",
                f"{within['lift'].mean():+.1%}",
                f"{covered.mean():.1%}",
                f"{found.mean():.1%}",
                f"{plainly.mean():.1%}",
                f"{without['variance_saved'].mean():.1%}",
            ]
        )
    return "\n\n".join(
        [
            "## False alarms, coverage, power",
            _paragraph(
                f"""
                {figures.planned_customers:,} customers in two arms, fixed horizon: by the plan they
                can show a change of conversion by {figures.planned_effect:.1%}. Without an effect,
                an interval that leaves out 0 is a false alarm, and 5 % are meant to be. With one, a
                treated customer's chance to buy is that much higher, and who buys because of it
                pays what some other buyer paid; 95 % of the intervals are meant to hold the truth,
                and 80 % of those of conversion, as planned, to lie above 0.
                """
            ),
            _table(
                [
                    *("metric", "false alarms", "planted", "mean lift", "intervals that hold it"),
                    *("found", "found unadjusted", "variance that adjusting saves"),
                ],
                rows,
            ),
        ]
    )


def _peeking(figures: Figures) -> str:
    rows = []
    for metric in ("conversion", "revenue_per_customer"):
        cells = [_words(metric)]
        for kind in ("fixed_horizon", "always_valid"):
            called = _called(figures.peeked)
            called = called[(called["metric_name"] == metric) & (called["interval_kind"] == kind)]
            wrong = _leaves_out_zero(called)
            experiments = called["experiment_name"].str.replace(r"_\d+$", "", regex=True)
            at_end = called["experiment_name"].str.endswith("_30")
            cells.append(f"{wrong.groupby(experiments).any().mean():.1%}")
            cells.append(f"{wrong[at_end].mean():.1%}")
        rows.append(cells)
    return "\n\n".join(
        [
            "## Looking every day",
            _paragraph(
                """
                Experiments without an effect, read on each of their 30 days. A false alarm is an
                interval that leaves out 0 on any of them. Fixed-horizon intervals do not allow it,
                which is why `experiments.readout` has none before the end; here they are made to.
                """
            ),
            _table(
                [
                    *("metric", "fixed horizon, any day", "fixed horizon, at the end"),
                    *("always valid, any day", "always valid, at the end"),
                ],
                rows,
            ),
        ]
    )


def _campaign(figures: Figures) -> str:
    one = _called(figures.campaign).set_index("metric_name").loc["revenue_per_customer"]
    many = _called(figures.campaigns)
    many = many[many["metric_name"] == "revenue_per_customer"]
    text = f"""
    If a call raises a customer's chance to buy within 90 days by {figures.response:.0%} (a
    statement, not a finding: no call has been made), an experiment with all
    {figures.shop_customers:,} customers reads out a revenue lift of
    **{one["lift"]:+.1%}**, with a 95 % interval from
    {one["lift_lower"]:+.1%} to {one["lift_upper"]:+.1%}. Of {len(many)} such experiments,
    {(many["lift_lower"] > 0.1).mean():.0%} show a lift above 10 %, and
    {(many["lift_lower"] > 0).mean():.0%} one above 0.
    """
    return "\n\n".join(["## Revenue lift under a stated response", _paragraph(text)])


def _tea_tasting(figures: Figures) -> str:
    ours = {row["metric_name"]: row for row in _called(figures.campaign).to_dict("records")}
    rows = []
    for metric in METRICS:
        theirs = figures.tea_tasting[metric]
        digits = 0 if metric in {"revenue_per_customer", "average_order_value"} else 5
        rows.append(
            [
                _words(metric),
                _interval(
                    ours[metric]["plain_difference"],
                    ours[metric]["plain_difference_lower"],
                    ours[metric]["plain_difference_upper"],
                    digits,
                ),
                _interval(theirs["difference"], theirs["lower"], theirs["upper"], digits),
            ]
        )
    return "\n\n".join(
        [
            "## Beside tea-tasting",
            _paragraph(
                """
                The same experiment's unadjusted differences and intervals, by our SQL and by
                tea-tasting from the same rows.
                """
            ),
            _table(["metric", "`experiments.readout`", "tea-tasting"], rows),
        ]
    )


def _called(readout: pd.DataFrame) -> pd.DataFrame:
    return readout[readout["arm"] == "call"]


def _interval(value: float, lower: float, upper: float, digits: int) -> str:
    return f"{value:,.{digits}f} [{lower:,.{digits}f}, {upper:,.{digits}f}]"


def _paragraph(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False
    )


def _leaves_out_zero(readout: pd.DataFrame) -> pd.Series[bool]:
    return (readout["difference_lower"] > 0) | (readout["difference_upper"] < 0)


def _words(metric: str) -> str:
    return metric.replace("_", " ")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
