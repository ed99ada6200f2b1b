"""Write the page from the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version

import pandas as pd

from benchmarks.logs import Log
from benchmarks.results import OBSERVER, Figure

PACKAGES = (
    "lifetimes",
    "lifelines",
    "scikit-survival",
    "lightgbm",
    "implicit",
    "scikit-learn",
    "duckdb",
)
LIST_LEVELS = ("item", "archetype", "category")


def page(figures: Sequence[Figure], logs: Sequence[Log], skipped: dict[str, str]) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    figures
        All that was measured.
    logs
        The logs, in the order of the page.
    skipped
        Why a log is not on the page, by its title.
    """
    rows = pd.DataFrame(figures)
    parts = [_introduction(skipped), _targets(rows, logs)]
    for log in logs:
        own = rows[rows["log"] == log.name]
        if len(own):
            parts += [f"## {log.title}", f"Windows: {log.why}.", _when(own), _what(own, log)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _introduction(skipped: dict[str, str]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    left_out = "".join(f"\n\nLeft out: {title} ({why})." for title, why in skipped.items())
    return (
        "# Karat beside its peers\n\n"
        "Written by `make benchmark`: one build of Karat per log; the peers, through their own "
        "libraries, learn from the same sales and are asked about the same customers. All figures are "  # noqa: E501
        "of the test window; Karat's champion, in bold, was chosen on validation. Brackets hold 95 % "  # noqa: E501
        "intervals from resampling customers.\n\n"
        f"Versions: {versions}.{left_out}"
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _digits(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.4f}" if abs(value) < 0.02 else f"{value:.3f}"


def _shown(rows: pd.DataFrame) -> str:
    """Name the champion: only it has a difference from the best peer."""
    named = rows[rows["measure"].str.contains(" above ")]
    return str(named["model"].iloc[0]) if len(named) else ""


def _grid(rows: pd.DataFrame, columns: Sequence[tuple[str, str, str]], champion: str) -> str:
    """One row per model; `columns` are title, measure and `at`."""
    cells = rows.set_index(["model", "measure", "at"])["value"]
    lines = []
    for model in rows["model"].unique():
        name = f"**{model}**" if model == champion else str(model)
        values = [
            _digits(cells.get((model, measure, at), float("nan"))) for _, measure, at in columns
        ]
        if any(values):
            lines.append([name, *values])
    return _table(["model", *(title for title, _, _ in columns)], lines)


def _gains(rows: pd.DataFrame, unit: str) -> str:
    """Say how far the champion is above the best peer."""
    named = rows[rows["measure"].str.contains(" above ")]
    said = [
        f"{row.at}{unit} {row.value:+.4f} [{row.lower:+.4f}, {row.upper:+.4f}] ({row.measure.split(' above ')[1]})"  # noqa: E501
        for row in named.itertuples()
    ]
    return "The champion less the best peer there: " + "; ".join(said) + "."


def _when(own: pd.DataFrame) -> str:
    rows = own[own["task"] == "when"]
    horizons = sorted(rows.loc[rows["measure"] == "brier skill", "at"].unique(), key=int)
    longest = horizons[-1]
    columns = [(f"skill {days} d", "brier skill", days) for days in horizons]
    columns += [
        (f"predicted / actual {days} d", "predicted / actual", days)
        for days in horizons
        if int(days) >= 30
    ]
    columns += [
        (f"AUC {longest} d", "auc", longest),
        ("concordance", "concordance", longest),
        ("MAE, days", "mean absolute error in days", "90"),
    ]
    return (
        "### When\n\nSkill: share of the Brier score of the window's own base rate that is removed.\n\n"  # noqa: E501
        + _grid(rows, columns, _shown(rows))
        + "\n\n"
        + _gains(rows, " d:")
    )


def _what(own: pd.DataFrame, log: Log) -> str:
    rows = own[own["task"] == "what"]
    if rows.empty:
        return "### What\n\nThe log has one item: there is nothing to recommend."
    columns = [(f"precision, {level}", "precision", level) for level in LIST_LEVELS]
    columns += [
        ("hit rate, item", "hit", "item"),
        ("recall, item", "recall", "item"),
        ("NDCG, item", "ndcg", "item"),
        ("variety", "variety", "archetype"),
    ]
    return (
        f"### What\n\nLists of ten over those who bought within {log.list_days} days. Variety: different "  # noqa: E501
        "archetypes over the ten places.\n\n"
        + _grid(rows, columns, _shown(rows))
        + "\n\n"
        + _gains(rows, ":")
    )


def _targets(rows: pd.DataFrame, logs: Sequence[Log]) -> str:
    """Set the three targets beside what was reached, with the reading and the ceiling."""
    lines = []
    for log in logs:
        own = rows[rows["log"] == log.name]
        when, what = own[own["task"] == "when"], own[own["task"] == "what"]
        for reading, measure in (
            ("expected date within ±5 days, of those who came", "share within 5 days"),
            (
                "of the n likeliest to come in 90 days, n the number expected",
                "buyers among the expected",
            ),
        ):
            lines += _target(
                log, when, "time: precision above 0.5", reading, measure, "90", 0.5, 1.0
            )
        for level in LIST_LEVELS if len(what) else ():
            ceilings = what[
                (what["model"] == "a list that knew the answer") & (what["at"] == level)
            ]["value"]
            lines += _target(
                log, what, "items: precision at 10 above 0.35", f"{level} level", "precision", level,  # noqa: E501
                0.35, float(ceilings.iloc[0]),
            )  # fmt: skip
            lines += _target(
                log,
                what,
                "items: hit rate at 10 above 0.25",
                f"{level} level",
                "hit",
                level,
                0.25,
                1.0,
            )
    header = ["target", "log", "reading", "champion", "ceiling", "perfect observer", "reached"]
    return "## The targets\n\n" + _table(header, lines)


def _target(  # noqa: PLR0913, PLR0917  (one row of one table)
    log: Log, rows: pd.DataFrame, target: str, reading: str, measure: str, at: str,
    aim: float, ceiling: float,
) -> list[list[str]]:  # fmt: skip
    asked = rows[(rows["measure"] == measure) & (rows["at"] == at)]
    own = asked[asked["model"] == _shown(rows)]
    if own.empty:
        return []
    reached = own.iloc[0]
    observed = asked.loc[asked["model"].str.startswith(OBSERVER), "value"]
    verdict = (
        "yes"
        if reached["lower"] > aim
        else "within its interval"
        if reached["upper"] > aim
        else "no"
    )
    value = _digits(reached["value"])
    if reached["lower"] < reached["upper"]:
        value += f" [{_digits(reached['lower'])}, {_digits(reached['upper'])}]"
    best = _digits(observed.max()) if len(observed) else ""
    return [[target, log.name, reading, value, _digits(ceiling), best, verdict]]


def summary(figures: Sequence[Figure]) -> pd.DataFrame:
    """Return all figures as a table, for `results.csv`."""
    return pd.DataFrame(figures).sort_values(
        ["log", "task", "split", "measure", "at", "model"], ignore_index=True
    )
