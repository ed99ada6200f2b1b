"""The five boards: what each asks, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pages.dashboard import charts
from pages.dashboard.parts import Board, Chart, Column, Figure, Table

SHOWN_CALLS = 300
"""Customers on the page; all of them are in the file beside it."""

CALL_LIST_FILE = "call_list.csv"

Answers = Mapping[str, pd.DataFrame]


def boards(answers: Answers) -> list[Board]:
    """Return the boards over the answers to the queries of `analyses/dashboard`."""
    return [make(answers) for make in (_today, _quality, _customers, _items, _health)]


CALL_COLUMNS = {
    "customer_id": Column("Customer", "id"),
    "probability_30d": Column("In 30 days", "percent"),
    "probability_90d": Column("In 90 days", "percent"),
    "expected_next_purchase_date": Column("Expected", "date"),
    "expected_date_lower": Column("From", "date"),
    "expected_date_upper": Column("Until", "date"),
    "reason": Column("Why now", "long"),
    "items": Column("What to show", "long"),
    "rfm_segment": Column("Segment"),
    "preferred_category": Column("Likes"),
}


def _today(answers: Answers) -> Board:
    now = answers["situation"].iloc[0]
    calls = answers["call_list"]
    return Board(
        "today",
        "Today",
        "Whom do we call, and what do we show them?",
        (
            Figure("As of", f"{now['as_of_date']:%-d %b %Y}", "the last day of the sales"),
            Figure("Customers", f"{now['customers']:,}"),
            Figure("Buyers in 7 days", f"{now['buyers_7d']:,.0f}", "expected"),
            Figure("Buyers in 30 days", f"{now['buyers_30d']:,.0f}", "expected"),
            Figure("Buyers in 90 days", f"{now['buyers_90d']:,.0f}", "expected"),
        ),
        (
            Table(
                "Whom to call",
                f"The {min(SHOWN_CALLS, len(calls))} likeliest to buy within 30 days. A chance is "
                "about many: of a hundred with 30 %, about thirty come. The expected date is the "
                "middle of the chances, if they come within 90 days.",
                calls.head(SHOWN_CALLS),
                CALL_COLUMNS,
                "call_list_shown",
                choices=("rfm_segment", "preferred_category"),
                whole_file=CALL_LIST_FILE,
                is_cards=True,
            ),
            Chart(
                "How long a list pays",
                "Buyers within 30 days among the first n of the list, by their chances. Where the "
                "line flattens, more calls bring few more buyers.",
                charts.line(
                    answers["reach"], "calls", "buyers", ("customers called", "buyers expected")
                ),
            ),
            Chart(
                "How many buyers to expect",
                "The sum of everybody's chances, by days ahead.",
                charts.bars(
                    answers["expected_buyers"],
                    "horizon_days",
                    "expected_buyers",
                    ("days ahead", "customers"),
                ),
            ),
        ),
    )


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


def _quality(answers: Answers) -> Board:
    timing, lists, leaders = (
        answers[name] for name in ("timing_metrics", "list_metrics", "leaderboard")
    )
    promised = answers["promised_and_came"]
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
                "never learned from (unseen), and the two backtests.",
                charts.windows(
                    promised[promised["horizon_days"].isin(longest)],
                    [
                        *sorted(
                            set(promised["split_name"]) - {"validation", "test", "unseen"},
                            reverse=True,
                        ),
                        "validation",
                        "test",
                        "unseen",
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


def _customers(answers: Answers) -> Board:
    segments = answers["segments"]
    gaps = answers["gaps"]
    return Board(
        "customers",
        "Customers",
        "Who are they, how often do they come, and in which season?",
        parts=(
            Chart(
                "The map of customers",
                "Customers by how lately and how often they bought; the darker, the likelier to "
                "come within 90 days.",
                charts.rfm_map(answers["rfm_map"]),
            ),
            Chart(
                "Segments",
                "What each segment has spent, ₸.",
                charts.lying_bars(segments, "rfm_segment", "spend", "spent, ₸"),
            ),
            Chart(
                "How long they stay away",
                "Gaps between two purchases of a customer, by fortnights.",
                charts.bars(
                    gaps,
                    "days_from",
                    "gaps",
                    ("days between purchases, from", "gaps"),
                    has_numbers=False,
                ),
            ),
            Chart(
                "Season",
                "Revenue by month, ₸. The last month may be unfinished.",
                charts.bars_in_time(
                    answers["season"], "sale_month", "revenue", "revenue, ₸", "yearmonth"
                ),
            ),
            Table(
                "Segments in figures",
                "Chances are the mean of each segment; buyers expected are their sum.",
                segments,
                {
                    "rfm_segment": Column("Segment"),
                    "customers": Column("Customers", "number"),
                    "spend": Column("Spent, ₸", "number"),
                    "spend_share": Column("Of all", "percent"),
                    "average_order_value": Column("A purchase, ₸", "number"),
                    "probability_90d": Column("Chance in 90 days", "percent"),
                    "buyers_90d": Column("Buyers expected", "number"),
                },
                "segments",
            ),
        ),
    )


def _items(answers: Answers) -> Board:
    kinds, sides = answers["kinds"], answers["recommended_and_bought"]
    titles = {"category": "By category", "metal": "By metal", "price_tier": "By price tier"}
    return Board(
        "items",
        "Items",
        "What sells, and do the lists lean the way the shop sells?",
        parts=(
            Chart(
                "What sells, by category",
                "Revenue of the last year, ₸, by metal.",
                charts.lying_bars(kinds, "category", "revenue", "revenue, ₸", "metal"),
            ),
            Chart(
                "What sells, by price tier",
                "Revenue of the last year, ₸, by metal.",
                charts.lying_bars(kinds, "price_tier", "revenue", "revenue, ₸", "metal"),
            ),
            *(
                Chart(
                    f"Recommended against bought: {title.lower()}",
                    "Shares of what today's lists expect to sell, and of what sold in the last "
                    "90 days.",
                    charts.two_sides(sides[sides["kind"] == kind]),
                    size="small",
                )
                for kind, title in titles.items()
            ),
            Table(
                "Best sellers that can still be sold",
                "Of the last 90 days.",
                answers["best_sellers"],
                {
                    "item_name": Column("Item"),
                    "category": Column("Category"),
                    "metal": Column("Metal"),
                    "price_tier": Column("Tier"),
                    "units_90d": Column("Sold", "number"),
                    "revenue_90d": Column("Revenue, ₸", "number"),
                    "last_price": Column("Last price, ₸", "number"),
                    "last_sold_date": Column("Last sold", "date"),
                },
                "best_sellers",
                choices=("category", "metal", "price_tier"),
            ),
        ),
    )


def _health(answers: Answers) -> Board:
    loads = answers["loads"]
    read, rejected = int(loads["rows_read"].sum()), int(loads["rows_rejected"].sum())
    return Board(
        "health",
        "Health",
        "Did everything arrive, and is it all there?",
        (
            Figure("Files", f"{len(loads)}"),
            Figure("Rows read", f"{read:,}"),
            Figure("Rows rejected", f"{rejected:,}", f"{rejected / max(read, 1):.2%}"),
        ),
        (
            Table(
                "Loads",
                "Rows read = accepted + rejected. Why a row was rejected stands in "
                "staging.rejected_sales of the warehouse; it holds names and phones, so it is "
                "never published.",
                loads,
                {
                    "source_file": Column("File"),
                    "rows_read": Column("Read", "number"),
                    "rows_accepted": Column("Accepted", "number"),
                    "rows_rejected": Column("Rejected", "number"),
                    "rows_repeated": Column("Of them in another file", "number"),
                    "amount_accepted": Column("Accepted, ₸", "number"),
                    "amount_rejected": Column("Rejected, ₸", "number"),
                },
                "loads",
            ),
            Chart(
                "Sales by day",
                "Items sold. A hole in the middle is a day that the export may lack.",
                charts.bars_in_time(
                    answers["daily_sales"], "sale_date", "units", "items sold", "yearmonthdate"
                ),
                size="wide",
            ),
            Table(
                "Runs",
                "The latest thirty runs of dbt, times in UTC. Nothing is published from a run in "
                "which something failed.",
                answers["runs"],
                {
                    "started_at": Column("Started"),
                    "command": Column("Command"),
                    "seconds": Column("Seconds", "number"),
                    "step_count": Column("Steps", "number"),
                    "failed_count": Column("Failed", "number"),
                    "skipped_count": Column("Skipped", "number"),
                    "warned_count": Column("Warned", "number"),
                },
                "runs",
            ),
            Table(
                "Published tables",
                "What readers find in the published file.",
                answers["tables"],
                {
                    "table_name": Column("Table"),
                    "row_count": Column("Rows", "number"),
                    "is_synthetic": Column("Synthetic", "yes"),
                },
                "tables",
            ),
        ),
    )
