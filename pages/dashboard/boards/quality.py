"""How far the predictions can be trusted."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, chart, table
from pages.dashboard.words import Words

TIMING = {
    "auc": ".2f",
    "brier_skill": ".2f",
    "precision_expected": ".0%",
    "predicted_to_actual": ".2f",
}
LISTS = {"precision": ".1%", "hit_rate": ".0%", "recall": ".0%", "ndcg": ".2f"}
"""The metrics that have a chart, and how d3 writes them."""

LEVELS = ("item", "archetype", "category")


def quality(answers: Answers, say: Words) -> Board:
    """Make the board."""
    windows, lists, leaders = (
        answers[name] for name in ("timing_metrics", "list_metrics", "leaderboard")
    )
    timing = windows[windows["split_name"] == "test"]
    promised = windows[windows["metric_name"] == "predicted_to_actual"]
    champion = leaders.loc[
        leaders["is_champion"] & (leaders["task"] == "next_purchase"), "model_name"
    ]
    longest = [30, 90]
    return Board(
        "quality",
        say("quality.tab"),
        say("quality.question"),
        parts=(
            table(
                say.at("quality.leaderboard"),
                leaders,
                {
                    "task": "value",
                    "model_name": "text",
                    "is_champion": "yes",
                    "primary_metric": "text",
                    "validation_value": "decimal",
                    "test_value": "decimal",
                },
                choices=("task",),
            ),
            chart(
                here := say.at("quality.calibration"),
                charts.calibration(answers["calibration"], next(iter(champion), ""), here),
            ),
            chart(
                here := say.at("quality.windows"),
                charts.windows(
                    promised[promised["horizon_days"].isin(longest)],
                    [
                        *sorted(
                            set(promised["split_name"])
                            - {"validation", "test", "customer_holdout"},
                            reverse=True,
                        ),
                        "validation",
                        "test",
                        "customer_holdout",
                    ],
                    here,
                ),
            ),
            *(
                chart(
                    here := say.at(f"quality.timing.{name}"),
                    charts.metric(
                        timing[timing["metric_name"] == name], "horizon_days", number, here
                    ),
                    size="small",
                )
                for name, number in TIMING.items()
            ),
            *(
                chart(
                    here := say.at(f"quality.lists.{name}"),
                    charts.metric(
                        lists[lists["metric_name"] == name], "item_level", number, here, LEVELS
                    ),
                    size="small",
                )
                for name, number in LISTS.items()
            ),
            table(
                say.at("quality.business"),
                answers["business"],
                {
                    "metric_name": "text",
                    "model_name": "text",
                    "validation_value": "decimal",
                    "test_value": "decimal",
                },
            ),
            table(
                say.at("quality.metrics"),
                pd.concat(
                    [
                        timing.assign(at=timing["horizon_days"].map("{} days".format)),
                        lists.assign(at=lists["item_level"]),
                    ]
                ),
                {
                    "metric_name": "text",
                    "at": "text",
                    "metric_value": "decimal",
                    "ci_lower": "decimal",
                    "ci_upper": "decimal",
                    "baseline_value": "decimal",
                    "ceiling_value": "decimal",
                    "customer_count": "number",
                },
                choices=("metric_name", "at"),
            ),
        ),
    )
