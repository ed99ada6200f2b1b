"""How far the predictions can be trusted: in plain words, and figure by figure for analysts."""

from __future__ import annotations

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Figure, Remark, Table, chart, table
from pages.dashboard.words import Words

TIMING = {
    "auc": ".2f",
    "brier_skill": ".2f",
    "precision_expected": charts.SHARE,
    "predicted_to_actual": ".2f",
}
"""The metrics of timing that have a chart, and how d3 writes them."""

LISTS = ("precision", "hit_rate", "recall", "ndcg")
"""The metrics of lists that have a place in a chart: all are shares."""

LEVELS = ("item", "archetype", "category")

HELD = (7, 30, 90)
"""Days ahead at which the windows are compared: those of the headlines."""

PLACES = 10
"""The places of a list that `list_metrics` judges."""


def quality(answers: Answers, say: Words) -> Board:
    """Make the board."""
    windows, lists = answers["timing_metrics"], answers["list_metrics"]
    timing = windows[windows["split_name"] == "test"]
    leaders = answers["leaderboard"]
    champion = leaders[leaders["is_champion"] & (leaders["task"] == "next_purchase")]["model_name"]
    return Board(
        "quality",
        say("quality.tab"),
        say("quality.question"),
        _figures(timing, lists, say.at("quality.figures")),
        (
            chart(
                here := say.at("quality.calibration"),
                charts.calibration(answers["calibration"], next(iter(champion), ""), here),
            ),
            chart(
                here := say.at("quality.windows"),
                charts.windows(_windows(windows, here), here),
            ),
            *(_timing(timing, name, number, say) for name, number in TIMING.items()),
            *(_lists(lists, level, say.at(f"quality.lists.{level}")) for level in LEVELS),
            *_where_the_baseline_leads(lists, say.at("quality.baseline_leads")),
            *_for_analysts(answers, timing, say),
        ),
    )


def _figures(timing: pd.DataFrame, lists: pd.DataFrame, say: Words) -> tuple[Figure, ...]:
    """Tell at a glance how good it is, where the test window could judge it."""
    asked = {
        "sharpness": timing[timing["metric_name"] == "integrated_brier_skill"],
        "order": timing[(timing["metric_name"] == "auc") & (timing["horizon_days"] == 30)],
        "called": timing[
            (timing["metric_name"] == "precision_expected") & (timing["horizon_days"] == 30)
        ],
        "pieces": lists[(lists["metric_name"] == "precision") & (lists["item_level"] == "item")],
        "kinds": lists[(lists["metric_name"] == "hit_rate") & (lists["item_level"] == "archetype")],
    }
    return tuple(
        Figure(
            say(f"{name}.label"),
            say.share(row["metric_value"]),
            say(f"{name}.note", baseline=say.share(row["baseline_value"])),
        )
        for name, rows in asked.items()
        for row in rows.to_dict("records")
    )


def _timing(timing: pd.DataFrame, name: str, number: str, say: Words) -> Chart:
    """Show a metric of the chances by days ahead."""
    here = say.at(f"quality.timing.{name}")
    rows = timing[timing["metric_name"] == name]
    return chart(
        here,
        charts.metric(rows, "horizon_days", number, here),
        *_ceiling(rows, here, is_share=number == charts.SHARE),
        size="small",
    )


def _lists(lists: pd.DataFrame, level: str, say: Words) -> Chart:
    """Show what the lists hit at one level, where the same scale serves all metrics."""
    rows = lists[(lists["item_level"] == level) & lists["metric_name"].isin(LISTS)]
    told = rows.assign(
        metric_name=rows["metric_name"].map(say), place=rows["metric_name"].map(LISTS.index)
    ).sort_values("place")
    return chart(
        say,
        charts.metric(told, "metric_name", charts.SHARE, say),
        *_ceiling(rows, say, is_share=True),
        size="small",
    )


def _ceiling(rows: pd.DataFrame, say: Words, is_share: bool) -> list[str]:
    """Tell the ceiling in words where the chart leaves it out."""
    if not charts.has_far_ceiling(rows):
        return []
    write = say.share if is_share else say.rounded
    low, high = write(rows["ceiling_value"].min()), write(rows["ceiling_value"].max())
    return [say("ceiling", value=low) if low == high else say("ceilings", low=low, high=high)]


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
        shares = {"own": own["hit_rate"], "baseline": baseline["hit_rate"]}
        hits = {"own_hits": own["precision"], "baseline_hits": baseline["precision"]}
        kinds = {"own_kinds": own["diversity"], "baseline_kinds": baseline["diversity"]}
        note = [say("found", level=say(level), **_written(shares, say))]
        if own["diversity"] < baseline["diversity"] and own["precision"] > baseline["precision"]:
            shown = {name: say.rounded(PLACES * share) for name, share in kinds.items()}
            note.append(say("why", **shown, **_written(hits, say)))
        remarks.append(Remark(say("title", level=say(level)), " ".join(note)))
    return remarks


def _written(shares: dict[str, float], say: Words) -> dict[str, str]:
    return {name: say.share(share) for name, share in shares.items()}


def _for_analysts(answers: Answers, timing: pd.DataFrame, say: Words) -> list[Table]:
    """Show every figure, with the names that the tables have beside the plain words."""
    leaders, business, lists = (
        answers[name] for name in ("leaderboard", "business", "list_metrics")
    )
    every = pd.concat(
        [
            timing.assign(
                at=[
                    "" if pd.isna(days) else say("quality.days", days=int(days))
                    for days in timing["horizon_days"]
                ]
            ),
            lists.assign(at=lists["item_level"].map(say.at("quality.baseline_leads"))),
        ]
    )
    values = ("validation_value", "test_value")
    return [
        table(
            say.at("quality.business"),
            _named(
                business.assign(
                    **{
                        value: [
                            _business(metric, figure, say)
                            for metric, figure in zip(
                                business["metric_name"], business[value], strict=True
                            )
                        ]
                        for value in values
                    }
                ),
                "metric_name",
            ),
            {
                "metric_name": "value",
                "name": "code",
                "validation_value": "figure",
                "test_value": "figure",
            },
        ),
        table(
            say.at("quality.leaderboard"),
            _named(leaders, "model_name"),
            {
                "task": "value",
                "model_name": "value",
                "name": "code",
                "is_champion": "yes",
                "primary_metric": "value",
                "validation_value": "decimal",
                "test_value": "decimal",
            },
            choices=("task",),
        ),
        table(
            say.at("quality.metrics"),
            _named(every, "metric_name"),
            {
                "metric_name": "value",
                "name": "code",
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
    ]


def _named(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the name that the tables have, beside the column that is told in words."""
    return rows.assign(name=rows[column])


def _business(metric: str, figure: float, say: Words) -> str:
    """Write a metric of the shop: an amount, or a share."""
    if pd.isna(figure):
        return ""
    return say.share(figure) if metric in {"list_conversion", "retention"} else say.money(figure)
