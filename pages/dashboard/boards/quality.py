"""How far the predictions can be trusted."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Table

TIMING = {
    "auc": ("Who comes first in the list", "AUC: of a buyer and a non-buyer, how often the buyer "
            "had the higher chance; 0.5 is a coin.", ".2f"),
    "brier_skill": ("Sharpness of the chances", "Brier skill: the share of the base rate's error "
                    "that is gone; 0 is the base rate.", ".2f"),
    "precision_expected": ("Right among the called", "Of as many customers as were expected to "
                           "buy, likeliest first, the share who did.", ".0%"),
    "predicted_to_actual": ("Promised / came", "1 is right; below it too few were promised.",
                            ".2f"),
}  # fmt: skip
LISTS = {
    "precision": ("Places that hit", "Of ten recommended, the share that was bought.", ".1%"),
    "hit_rate": ("Lists that hit", "Share of buyers whose list had at least one right.", ".0%"),
    "recall": ("Purchases named", "Of what was bought, the share that the list named.", ".0%"),
    "ndcg": ("Right ones on top", "NDCG: hits count more the higher they stand.", ".2f"),
}
LEVELS = ("item", "archetype", "category")
METRIC_COLUMNS = {
    "metric_name": Column("Metric"),
    "at": Column("At"),
    "metric_value": Column("Champion", "decimal"),
    "ci_lower": Column("95 % from", "decimal"),
    "ci_upper": Column("to", "decimal"),
    "baseline_value": Column("Baseline", "decimal"),
    "ceiling_value": Column("Ceiling", "decimal"),
    "customer_count": Column("Customers", "number"),
}


def quality(answers: Answers) -> Board:
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
        "How good is it",
        "How far can the predictions be trusted?",
        parts=(
            Table(
                "The leaderboard",
                "The champion is the best on validation; its figure on test is the one to quote.",
                leaders,
                {
                    "task": Column("Task"),
                    "model_name": Column("Model"),
                    "is_champion": Column("Champion", "yes"),
                    "primary_metric": Column("Metric"),
                    "validation_value": Column("Validation", "decimal"),
                    "test_value": Column("Test", "decimal"),
                },
                "leaderboard",
                choices=("task",),
            ),
            Chart(
                "Are the chances right?",
                "Test window, a point a tenth of the customers. On the dashed line as many came "
                "as were promised; under it, fewer.",
                charts.calibration(answers["calibration"], next(iter(champion), "")),
            ),
            Chart(
                "Did it hold at other times?",
                "Promised over came, with its 95 % interval: earlier windows (fold), customers "
                "never learned from (customer_holdout), and the two backtests.",
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
                ),
            ),
            *(
                Chart(
                    f"When: {title.lower()}",
                    f"{note} By days ahead, test window.",
                    charts.metric(
                        timing[timing["metric_name"] == name], "horizon_days", "days ahead", number
                    ),
                    size="small",
                )
                for name, (title, note, number) in TIMING.items()
            ),
            *(
                Chart(
                    f"What: {title.lower()}",
                    f"{note} Test window, ten places.",
                    charts.metric(
                        lists[lists["metric_name"] == name],
                        "item_level",
                        "what has to match",
                        number,
                        LEVELS,
                    ),
                    size="small",
                )
                for name, (title, note, number) in LISTS.items()
            ),
            Table(
                "What it means for the shop",
                "From sales alone; nobody saw the lists, so none of it is a lift.",
                answers["business"],
                {
                    "metric_name": Column("Metric"),
                    "model_name": Column("Of"),
                    "validation_value": Column("Validation", "decimal"),
                    "test_value": Column("Test", "decimal"),
                },
                "business",
            ),
            Table(
                "Every figure of the champions",
                "Test window; lists judged at ten places.",
                pd.concat(
                    [
                        timing.assign(at=timing["horizon_days"].map("{} days".format)),
                        lists.assign(at=lists["item_level"]),
                    ]
                ),
                METRIC_COLUMNS,
                "metrics",
                choices=("metric_name", "at"),
            ),
        ),
    )
