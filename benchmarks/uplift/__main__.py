"""Rank campaigns by what an experiment showed, on planted shops: `make benchmark-uplift`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.experiments.simulation import compiled
from benchmarks.uplift.simulation import CALLED, COST, ROOMS, SEGMENTS, Kind, Laboratory

KINDS = (
    Kind("half of the segments helped", 20_000, (0.6, 0.0)),
    Kind("the same, a small shop", 5_000, (0.6, 0.0)),
    Kind("half of them harmed", 20_000, (0.6, -0.2)),
    Kind("all helped alike", 20_000, (0.3, 0.3)),
)
LISTS = ("by chance", "one response", "by segment", "by the truth")
AT_A_TIME = 10
"""Shops in the database at once."""


def measured(laboratory: Laboratory, kind: Kind, shops: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the lists of all shops bring, and what was said of their segments."""
    draw = np.random.default_rng(17)
    parts = []
    for first in range(0, shops, AT_A_TIME):
        names = [f"shop_{number:03d}" for number in range(first, min(first + AT_A_TIME, shops))]
        parts.append(laboratory.shops(pd.concat([kind.customers_of(name, draw) for name in names])))
    gains, segments = zip(*parts, strict=True)
    return pd.concat(gains), pd.concat(segments, ignore_index=True)


def mean_of(values: pd.Series) -> str:
    """Return a mean in millions with its 95 % interval."""
    half = 1.96 * values.std() / len(values) ** 0.5
    mean, low, high = (f"{(values.mean() + end) / 1e6:.2f}" for end in (0, -half, half))
    return f"{mean} [{low}, {high}]"


def held(segments: pd.DataFrame, column: str) -> str:
    """Return the share of intervals that hold the truth."""
    told = segments[segments[column].notna()]
    holds = told["truth"].between(told[f"{column}_lower"], told[f"{column}_upper"])
    return f"{holds.mean():.1%}"


def page(kinds: dict[Kind, tuple[pd.DataFrame, pd.DataFrame]], shops: int) -> Iterator[str]:
    """Yield the lines of the page."""
    yield f"""# Does what an experiment showed find whom to call?

Written by `make benchmark-uplift`: {shops} planted shops of each kind,
{SEGMENTS} segments each, in which a call raises the chance to buy by 60 % in one half of the
segments, drawn for each shop, and by nothing in the other; or as the kind says. In an experiment
half of the customers were called. Then a campaign
contacts {CALLED:.0%} of them at {COST:,.0f} each, by the SQL that ships
([how](methods/campaigns.md)). Chances to buy are known; a customer's order is worth 50,000 in the
median. What a list brings is what its calls truly add, less their cost.

## What the lists bring

Millions a shop, with 95 % intervals of the mean over shops. *One response*: by expected gain, the
experiment's lift of all customers taken for each. *By segment*: as campaigns are ranked. *By the
truth*: who knows what was planted. A campaign whose experiment has not shown that a call adds
anything lists nobody (*refused*) and is left out.

| shops | customers | refused | {" | ".join(LISTS)} | by segment less by chance | \
by segment less one response |
| --- | --- | --- | {" | ".join("---" for _ in LISTS)} | --- | --- |"""
    for kind, (gains, _) in kinds.items():
        cells = [
            *(kind.name, f"{kind.customers:,}", f"{1 - len(gains) / shops:.0%}"),
            *(f"{gains[name].mean() / 1e6:.2f}" for name in LISTS),
            *(mean_of(gains["by segment"] - gains[name]) for name in ("by chance", "one response")),
        ]
        yield f"| {' | '.join(cells)} |"
    yield """
## What is said of segments

*Own*: the segment by itself. *Drawn*: towards what all segments say, which campaigns go by. Error
is the root of the mean squared distance from the planted lift. Refused is for which
segments the lift of all is taken instead, and why is in `refusal`.

| shops | customers | error, own | error, drawn | intervals that hold it, own | drawn | refused |
| --- | --- | --- | --- | --- | --- | --- |"""
    for kind, (_, segments) in kinds.items():
        errors = (
            f"{((segments[name] - segments['truth']) ** 2).mean() ** 0.5:.3f}"
            for name in ("own_lift", "lift")
        )
        cells = [
            *(kind.name, f"{kind.customers:,}", *errors),
            *(held(segments, name) for name in ("own_lift", "lift")),
            f"{segments['refusal'].notna().mean():.0%}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.uplift", description=__doc__)
    parser.add_argument("--shops", type=int, default=100, help="planted, of each kind")
    parser.add_argument("--output", type=Path, default=Path("docs/uplift.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks/uplift"))
    arguments = parser.parse_args()
    laboratory = Laboratory(compiled(arguments.folder, ROOMS), "karat")
    kinds = {kind: measured(laboratory, kind, arguments.shops) for kind in KINDS}
    arguments.output.write_text("\n".join(page(kinds, arguments.shops)) + "\n", encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
