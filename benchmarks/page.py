"""Write the page from the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import pandas as pd

from benchmarks.logs import Log
from benchmarks.results import KNOWING, OBSERVER, Figure

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

TIME = "time: precision above 0.5"
ITEMS = "items: precision at 10 above 0.35"
HITS = "items: hit rate at 10 above 0.25"
LIKELIEST = "buyers among the likeliest"


@dataclass(frozen=True)
class Reading:
    """One way to read a target: what is measured for it, where, and what it has to pass."""

    task: str
    target: str
    text: str
    measure: str
    at: str
    aim: float


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
    return f"""# Karat beside its peers

Written by `make benchmark`: one build of Karat per log; the peers, through their own libraries,
learn from the same sales and are asked about the same customers. All figures are of the test
window; Karat's champion, in bold, was chosen on validation. Brackets hold 95 % intervals from
resampling customers.

Versions: {versions}.{left_out}"""


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
    said = []
    for row in named.itertuples():
        peer = str(row.measure).split(" above ")[1]
        bounds = f"[{row.lower:+.4f}, {row.upper:+.4f}]"
        said.append(f"{row.at}{unit} {row.value:+.4f} {bounds} ({peer})")
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
        "### When\n\nSkill: share of the Brier score of the window's own base rate that is "
        "removed.\n\n" + _grid(rows, columns, _shown(rows)) + "\n\n" + _gains(rows, " d:")
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
        ("diversity", "diversity", "archetype"),
    ]
    return (
        f"### What\n\nLists of ten over those who bought within {log.list_days} days. Diversity: "
        "different archetypes over the ten places.\n\n"
        + _grid(rows, columns, _shown(rows))
        + "\n\n"
        + _gains(rows, ":")
    )


def _targets(rows: pd.DataFrame, logs: Sequence[Log]) -> str:
    """Set the three targets beside what was reached, with the reading and the ceiling."""
    readings = [
        Reading(
            "when",
            TIME,
            "expected date within ±5 days, of those who came",
            "share within 5 days",
            "90",
            0.5,
        ),
        Reading(
            "when", TIME, "the n likeliest to come in 5 days, n as expected", LIKELIEST, "5", 0.5
        ),
        Reading(
            "when", TIME, "the n likeliest to come in 90 days, n as expected", LIKELIEST, "90", 0.5
        ),
    ]
    for level in LIST_LEVELS:
        readings.append(Reading("what", ITEMS, f"{level} level", "precision", level, 0.35))
        readings.append(Reading("what", HITS, f"{level} level", "hit", level, 0.25))
    lines = [
        line
        for log in logs
        for reading in readings
        for line in _target(log.name, rows[rows["log"] == log.name], reading)
    ]
    header = ["target", "log", "reading", "champion", "ceiling", "perfect observer", "reached"]
    return "## The targets\n\n" + _table(header, lines)


def _target(log: str, own: pd.DataFrame, reading: Reading) -> list[list[str]]:
    rows = own[own["task"] == reading.task]
    asked = rows[rows["at"] == reading.at]
    measured = asked[asked["measure"] == reading.measure]
    champions = measured[measured["model"] == _shown(rows)]
    if champions.empty:
        return []
    champion = champions.iloc[0]
    value = _digits(champion["value"])
    value += f" [{_digits(champion['lower'])}, {_digits(champion['upper'])}]"
    observed = measured.loc[measured["model"].str.startswith(OBSERVER), "value"]
    best = _digits(observed.max()) if len(observed) else ""
    ceiling = _digits(_ceiling(asked, reading, champion["model"]))
    verdict = "no"
    if champion["upper"] > reading.aim:
        verdict = "yes" if champion["lower"] > reading.aim else "within its interval"
    return [[reading.target, log, reading.text, value, ceiling, best, verdict]]


def _ceiling(asked: pd.DataFrame, reading: Reading, champion: str) -> float:
    """Return what a list that knew the answer gets; one of customers has the champion's length."""
    model, measure = {
        "precision": (KNOWING, "precision"),
        LIKELIEST: (champion, "best such list"),
    }.get(reading.measure, ("", ""))
    found = asked.loc[(asked["model"] == model) & (asked["measure"] == measure), "value"]
    return float(found.iloc[0]) if len(found) else 1.0


def summary(figures: Sequence[Figure]) -> pd.DataFrame:
    """Return all figures as a table, for `results.csv`."""
    return pd.DataFrame(figures).sort_values(
        ["log", "task", "split", "measure", "at", "model"], ignore_index=True
    )
