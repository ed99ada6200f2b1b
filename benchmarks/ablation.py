"""What each part of Karat's learned models adds: `make ablation`, after `make benchmark`.

A part is left out and the model fitted anew on what the build's own tables hold, then measured on
the validation window. The test window is not touched: what an ablation shows is used to choose.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import measures
from benchmarks.logs import LOGS, Log
from benchmarks.warehouse import as_of_date, connect, karat_timing, list_task
from karat.modelling.features import features_of
from karat.modelling.splits import by_split
from karat.what.ranker import FIT_SCHEMA, ListSettings, fit_ranker, rank_items
from karat.when.hazard_fit import fit_hazard
from karat.when.hazard_scores import score_hazard

SPLIT = "validation"
SETTINGS = ListSettings(length=10, taste_weight=0.1, diversity=0.1)
"""The project's defaults."""

SOURCES = ("is_own", "is_by_taste", "is_neighbour")
ITEM_FEATURES: dict[str, str | tuple[str, ...]] = {
    "the customer's own purchases of the item": "own_",
    "what the customer's taste says": (
        "archetype_probability",
        "category_probability",
        "archetype_rank",
        "taste_",
    ),
    "neighbours": "neighbour_",
    "the customer's history with the kind": (
        "archetype_item",
        "archetype_days",
        "category_item",
        "category_days",
    ),
    "how the item sells": "item_",
}
CUSTOMER_FEATURES = {
    "money": (
        "total_spend",
        "average_order_value",
        "last_purchase_spend",
        "spend_",
        "typical_price",
    ),
    "gaps but for the usual one": ("mean_gap", "median_gap", "gap_spread", "last_gap"),
    "number of purchases and items": ("purchase_count", "item_count"),
    "purchases of the last 30, 90 and 180 days": ("purchases_last_",),
    "days until first seen": ("first_seen_",),
    "tastes, trade-ins, bonus points": ("preferred_", "trade_in", "bonus_"),
}
HORIZONS = (7, 30, 90)

WORTH = "archetype_probability"
"""A part of a place's worth, so it stays among the features too."""

PARTS = ("hazard", "cox", "bg_nbd")
WEIGHTS = ((1, 1, 1), (3, 1, 1), (8, 1, 1), (3, 1, 0), (3, 0, 1), (1, 0, 0))
"""Of the parts of the blend, beside those that it learned."""


@dataclass(frozen=True)
class Outcome:
    """What is left of a model on one log: measures by their names, None where there is none."""

    log: str
    part: str
    values: dict[str, float | None]


def list_outcomes(log: Log, warehouse: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    """Leave out each source, group of features and setting of the item ranker in turn."""
    task = list_task(warehouse, SPLIT, log.list_days)
    if task.items["item_id"].nunique() <= 1:
        return
    pairs = _read(
        warehouse,
        "select pairs.*, is_own, is_by_taste, is_neighbour"
        " from predictions.ranker_pairs as pairs inner join predictions.ranker_candidates"
        " using (split_name, role, customer_id, item_id)"
        " where split_name = ? and (pairs.is_training or customer_id in (select unnest(?)))"
        " order by role, customer_id, item_id",
        [SPLIT, task.buyers()],
    )

    features = features_of(_read(warehouse, "from features.family_features", []), "item_ranker_fit")

    def outcome(
        part: str,
        rows: pa.Table = pairs,
        settings: ListSettings = SETTINGS,
        *,
        learned: bool = True,
        without: str | tuple[str, ...] = (),
    ) -> Outcome:
        training = rows.filter(rows["is_training"])
        asked = rows.filter(pc.invert(rows["is_training"]))
        kept = [name for name in features if name == WORTH or not name.startswith(without)]
        fit = fit_ranker(training, kept) if learned else FIT_SCHEMA.empty_table()
        lists = rank_items(fit, by_split(asked), settings).to_pandas()
        judged = {
            level: measures.list_measures(lists, task.items, task.bought, level)
            for level in measures.LEVELS
        }
        values = {
            f"precision, {level}": float(rows["precision"].mean()) for level, rows in judged.items()
        }
        return Outcome(
            log.name, part, {**values, "diversity": float(judged["archetype"]["diversity"].mean())}
        )

    yield outcome("**everything**")
    yield outcome("the trees: probabilities known without training instead", learned=False)
    for source in SOURCES:
        others = [pairs[name] for name in SOURCES if name != source]
        named = others[0]
        for other in others[1:]:
            named = pc.or_(named, other)
        yield outcome(f"source {source.removeprefix('is_')}", pairs.filter(named))
    for part, prefixes in ITEM_FEATURES.items():
        yield outcome(f"features: {part}", without=prefixes)
    for weight in (0.0, 0.03, 0.3):
        yield outcome(f"`taste_weight` {weight}", settings=replace(SETTINGS, taste_weight=weight))
    for strength in (0.0, 0.3):
        yield outcome(
            f"`diversity_strength` {strength}", settings=replace(SETTINGS, diversity=strength)
        )


def timing_outcomes(log: Log, warehouse: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    """Leave out each group of features of the hazard model in turn."""
    training = _read(
        warehouse, "from predictions.hazard_training_rows where split_name = ?", [SPLIT]
    )
    asked = _read(warehouse, "from predictions.hazard_scoring_rows where split_name = ?", [SPLIT])
    shop_days = _read(warehouse, "from predictions.shop_days", [])
    answers = _answers(warehouse)

    features = features_of(_read(warehouse, "from features.family_features", []), "hazard_fit")

    def outcome(part: str, prefixes: tuple[str, ...] = ()) -> Outcome:
        kept = [name for name in features if not name.startswith(prefixes)]
        fit = fit_hazard(training, shop_days, kept)
        scores = score_hazard(fit, asked).to_pandas()
        scores = scores.pivot(index="customer_id", columns="horizon_days", values="probability")
        return Outcome(log.name, part, _skills(scores, answers))

    yield outcome("**everything**")
    for part, prefixes in CUSTOMER_FEATURES.items():
        yield outcome(f"features: {part}", prefixes)


def blend_outcomes(log: Log, warehouse: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    """Weigh the parts of the blend in other ways."""
    parts = karat_timing(warehouse, SPLIT)
    answers = _answers(warehouse)
    learned = dict(
        warehouse.execute(
            "select model_name, weight from predictions.blend_weights where split_name = ?", [SPLIT]
        ).fetchall()
    )

    def outcome(weights: Sequence[float]) -> Outcome:
        scores = pd.DataFrame(index=parts[PARTS[0]]["customer_id"])
        for horizon in HORIZONS:
            hazards = [
                -np.log(np.maximum(1 - parts[name][f"probability_{horizon}d"], 1e-12))
                for name in PARTS
            ]
            scores[horizon] = -np.expm1(-np.average(hazards, axis=0, weights=weights))
        named = " : ".join(f"{weight:g}" for weight in weights)
        return Outcome(log.name, named, _skills(scores, answers))

    own = outcome([learned[name] for name in PARTS])
    yield replace(own, part=f"**{own.part}**")
    for weights in WEIGHTS:
        yield outcome(weights)


def _answers(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Tell when each customer came next, and for how many days more the log goes on."""
    answers: pd.DataFrame = _read(
        warehouse,
        "select customer_id, days_to_next_purchase, days_observed"
        " from features.next_purchase_outcomes where as_of_date = ?",
        [as_of_date(warehouse, SPLIT)],
    ).to_pandas()
    return answers


def _skills(scores: pd.DataFrame, answers: pd.DataFrame) -> dict[str, float | None]:
    """Brier skill by horizon, of probabilities by customer (index); None if the log ends first."""
    rows = scores.merge(answers, left_index=True, right_on="customer_id")
    waited = rows["days_to_next_purchase"].astype("float64").fillna(np.inf).to_numpy()
    values: dict[str, float | None] = {}
    for horizon in HORIZONS:
        skill = None
        if rows["days_observed"].min() >= horizon:
            probabilities = rows[[horizon]].to_numpy(dtype=float)
            skills, _ = measures.brier_skills(probabilities, waited <= horizon)
            skill = float(skills[0])
        values[f"skill {horizon} d"] = skill
    return values


INTRODUCTION = """# What each part adds

Written by `make ablation` from the warehouses of `make benchmark`: a part is left out, the model
fitted anew, and measured on the validation window, on which parts and settings were chosen. A part
that adds on one kind of log stays, though another kind does without it."""


def page(when: Sequence[Outcome], blend: Sequence[Outcome], what: Sequence[Outcome]) -> str:
    """Return the page in Markdown."""
    parts = [
        INTRODUCTION,
        "## When: the boosted hazard",
        "Share of the Brier score of the window's own base rate that is removed.",
        _table(when, "left out"),
        "## When: the weights of the blend",
        "Of hazard, Cox and BG/NBD; the first line of each log is what the blend learned.",
        _table(blend, "weights"),
        "## What: the item ranker",
        "Lists of ten over those who bought in the window.",
        _table(what, "left out"),
    ]
    return "\n\n".join(parts) + "\n"


def _read(warehouse: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object]) -> pa.Table:
    return warehouse.sql(sql, params=list(values)).to_arrow_table()


def _table(outcomes: Sequence[Outcome], part: str) -> str:
    rows = pd.DataFrame([{"log": each.log, part: each.part, **each.values} for each in outcomes])
    lines = [" | ".join(rows.columns), " | ".join("---" for _ in rows.columns)]
    for row in rows.itertuples(index=False):
        lines.append(" | ".join(_cell(value) for value in row))
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.4f}"
    return str(value)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__)
    parser.add_argument("--logs", default="demo,uci,cdnow,complete_journey")
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks"))
    parser.add_argument("--output", type=Path, default=Path("docs/ablation.md"))
    arguments = parser.parse_args()
    when: list[Outcome] = []
    blend: list[Outcome] = []
    what: list[Outcome] = []
    for log in (LOGS[name] for name in arguments.logs.split(",")):
        path = arguments.folder / log.name / "karat.duckdb"
        if not path.exists():
            parser.error(f"{path} is not there: run `make benchmark` first")
        with connect(path) as warehouse:
            when += timing_outcomes(log, warehouse)
            blend += blend_outcomes(log, warehouse)
            what += list_outcomes(log, warehouse)
        print(f"{log.name}: done", flush=True)
    arguments.output.write_text(page(when, blend, what), encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
