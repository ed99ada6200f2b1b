"""What was measured, as the part of `docs/monitoring.md` between its two marks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.measured import put
from benchmarks.monitoring.retraining import NIGHT, TOLD_ON, TRAINED
from benchmarks.monitoring.shop import PLANTED

DAYS_A_MONTH = 30.4
DAYS_A_YEAR = 365.25
WINDOW_DAYS = 14
TRAINED_OR_NOT = {"promoted": "trains", "left_alone": "left alone"}
AFTERWARDS = "2024-09-01"
"""What a quiet shop is told until then it is told in a planted one for the same reason."""


def write(
    page: Path,
    quiet: pd.DataFrame,
    decisions: pd.DataFrame,
    planted: dict[str, pd.DataFrame],
    retrained: dict[str, pd.DataFrame],
) -> None:
    """Put the measured parts anew into the page."""
    parts = (
        _planted(quiet, planted),
        _quiet(quiet),
        quiet_decisions(decisions),
        retrainings(retrained),
    )
    put(page, [line for part in parts for line in (*part, "")])


def retrainings(shops: dict[str, pd.DataFrame]) -> list[str]:
    """Tell what `make retrain-if-needed` came to in each shop."""
    lines = [
        f"`make retrain-if-needed` on {NIGHT}, with real trainings, the fit in use being of"
        f" {TRAINED}, with which each shop had scored on {TOLD_ON}. Errors are squared, of the"
        f" {WINDOW_DAYS} days after that night:",
        "",
        "| what has happened | decision | error as told | of the new fit | refused by | serves |",
        "|---|---|---|---|---|---|",
    ]
    for name, told in shops.items():
        row = told.iloc[0]
        errors = [
            "" if pd.isna(row[error]) else f"{float(row[error]):.6f}"
            for error in ("served_brier_score", "fitted_brier_score")
        ]
        decision = str(row["decision"]).replace("_", " ")
        reasons = "" if pd.isna(row["reasons"]) else f": `{row['reasons']}`"
        serves = "the new fit" if row["trained_until"] == str(NIGHT) else "the fit as before"
        refused_by = ""
        if row["decision"] == "kept":
            refused_by = "the backtests" if "backtests" in row["sentence"] else "the closed window"
        cells = (name, f"{decision}{reasons}", *errors, refused_by, serves)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def first_catch(quiet: pd.DataFrame, planted: pd.DataFrame) -> pd.DataFrame:
    """
    Return the alarms of the first night that tells what the quiet shop is not told then.

    Both frames have a row per alarm, and one without a rule for a night without any.
    """
    around = quiet[(quiet["night"] >= str(PLANTED)) & (quiet["night"] < AFTERWARDS)]
    known = set(zip(around["rule"], around["subject"], strict=True))
    news = planted[planted["rule"].notna() & (planted["since"] >= str(PLANTED))]
    keys = zip(news["rule"], news["subject"], strict=True)
    news = news.loc[[key not in known for key in keys]]
    first: pd.DataFrame = news.loc[news["night"] == news["night"].min()]
    return first


def _planted(quiet: pd.DataFrame, planted: dict[str, pd.DataFrame]) -> list[str]:
    lines = ["| what happens | told on | rule | sentence |", "|---|---|---|---|"]
    for name, alarms in planted.items():
        caught = first_catch(quiet, alarms)
        if caught.empty:
            lines.append(f"| {name} | not in {_days(alarms['night'].max())} nights | | |")
        for place, alarm in enumerate(caught.itertuples()):
            what = (name, f"night {_days(str(alarm.night))}") if place == 0 else ("", "")
            lines.append(f"| {what[0]} | {what[1]} | `{alarm.rule}` | {alarm.sentence} |")
    return lines


def _quiet(quiet: pd.DataFrame) -> list[str]:
    nights = sorted(quiet["night"].unique())
    alarms = quiet[quiet["rule"].notna()]
    lines = ["| rule | nights with an alarm | nights a month |", "|---|---|---|"]
    for rule in (*sorted(alarms["rule"].unique()), "all"):
        of_rule = alarms if rule == "all" else alarms[alarms["rule"] == rule]
        share = of_rule["night"].nunique() / len(nights)
        name = rule if rule == "all" else f"`{rule}`"
        lines.append(f"| {name} | {100 * share:.1f} % | {DAYS_A_MONTH * share:.1f} |")
    apart = (_days(nights[-1]) - _days(nights[0])) // (len(nights) - 1)
    which = "every night" if apart == 1 else f"one night in {apart}"
    return [f"{len(nights)} quiet nights, {which} from {nights[0]} to {nights[-1]}:", "", *lines]


def quiet_decisions(decisions: pd.DataFrame) -> list[str]:
    """Tell what the quiet nights decided, and how often a year."""
    nights = decisions["night"]
    years = (_days(nights.max()) - _days(nights.min())) / DAYS_A_YEAR
    lines = [
        "What `monitoring.retraining_decisions` said on them, the fit in use being the last that"
        " was called for:",
        "",
        "| decision | nights | a year |",
        "|---|---|---|",
    ]
    decided = decisions.assign(reasons=decisions["reasons"].fillna(""))
    counted = decided.groupby(["decision", "reasons"], as_index=False).size()
    for decision, reasons, count in zip(*(counted[name] for name in counted), strict=True):
        why = f": `{reasons}`" if reasons else ""
        lines.append(f"| {TRAINED_OR_NOT[decision]}{why} | {count} | {count / years:.1f} |")
    return lines


def _days(night: str) -> int:
    """Count the nights since it happened, the first one too."""
    return int((pd.Timestamp(night) - pd.Timestamp(PLANTED)).days) + 1
