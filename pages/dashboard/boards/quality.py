"""How far the predictions can be trusted."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Remark, chart, table
from pages.dashboard.words import Words

TIMING = {
    "auc": ".2f",
    "brier_skill": ".2f",
    "precision_expected": ".0%",
    "predicted_to_actual": ".2f",
}
LISTS = {"precision": ".1%", "hit_rate": ".0%", "recall": ".0%", "ndcg": ".2f"}
"""The metrics that have a chart, and how d3 writes them."""

HELD = (7, 30, 90)
"""Days ahead at which the windows are compared: those of the headlines."""

PLACES = 10
"""The places of a list that `list_metrics` judges."""

LEVELS = ("item", "archetype", "category")


def quality(answers: Answers, say: Words) -> Board:
    """Make the board."""
    windows, lists, leaders = (
        answers[name] for name in ("timing_metrics", "list_metrics", "leaderboard")
    )
    timing = windows[windows["split_name"] == "test"]
    champion = leaders.loc[
        leaders["is_champion"] & (leaders["task"] == "next_purchase"), "model_name"
    ]
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
                charts.windows(_windows(windows, here), here),
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
            *_where_the_baseline_leads(lists, say.at("quality.baseline_leads")),
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


def _windows(windows: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Return promised over came, its windows named by the day they follow, the latest last."""
    rows = windows[
        (windows["metric_name"] == "predicted_to_actual")
        & windows["horizon_days"].isin(HELD)
        & (windows["metric_value"] > 0)
    ]
    own = ("validation", "test", "customer_holdout")
    return rows.assign(
        window=[
            say(name if name in own else "fold", day=say.date(day))
            for name, day in zip(rows["split_name"], rows["as_of_date"], strict=True)
        ],
        # The test before the customers never learned from, which follow the same day.
        place=rows["split_name"].eq("customer_holdout"),
    ).sort_values(["as_of_date", "place", "horizon_days"])


def _where_the_baseline_leads(lists: pd.DataFrame, say: Words) -> list[Remark]:
    """Say at which levels the baseline's lists reach more customers, and why."""
    remarks = []
    for level in LEVELS:
        at_level = lists[lists["item_level"] == level].set_index("metric_name")
        if not {"hit_rate", "precision", "diversity"} <= set(at_level.index):
            continue
        own, baseline = at_level["metric_value"], at_level["baseline_value"]
        if baseline["hit_rate"] <= own["hit_rate"]:
            continue
        is_narrow = own["diversity"] < baseline["diversity"]
        is_sharper = own["precision"] > baseline["precision"]
        note = say(
            "found",
            level=say(level),
            own=say.share(own["hit_rate"]),
            baseline=say.share(baseline["hit_rate"]),
        )
        if is_narrow and is_sharper:
            note += " " + say(
                "why",
                level=say(level),
                own_kinds=say.rounded(PLACES * own["diversity"]),
                baseline_kinds=say.rounded(PLACES * baseline["diversity"]),
                own_hits=say.share(own["precision"]),
                baseline_hits=say.share(baseline["precision"]),
            )
        remarks.append(Remark(say("title", level=say(level)), note))
    return remarks
