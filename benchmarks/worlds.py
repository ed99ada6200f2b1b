"""Judge Karat in every simulated world beside its observer: `make benchmark-worlds`."""

from __future__ import annotations

import argparse
import functools
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from benchmarks.build import build
from benchmarks.lists import list_figures
from benchmarks.logs import Log
from benchmarks.measures import LEVELS
from benchmarks.results import KARAT, KNOWING, OBSERVER, TRUTH, Figure
from benchmarks.timing import timing_figures
from benchmarks.warehouse import connect
from karat.demo import WORLDS, World, simulate, write_stock

SPLIT = "test"
HELD_BACK = "regulars"
WITH_STOCK = "_with_stock"
HORIZONS = ("30", "90")


def main() -> None:
    """Build every world, measure it and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worlds", description=__doc__)
    parser.add_argument("--worlds", default=",".join(WORLDS), help="names, comma separated")
    parser.add_argument("--output", type=Path, default=Path("docs/worlds.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/worlds"))
    parser.add_argument("--reuse", action="store_true", help="take warehouses that are there")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    worlds = [WORLDS[name] for name in arguments.worlds.split(",")]
    figures: list[Figure] = []
    for log in (log for world in worlds for log in _logs(world)):
        folder = arguments.folder.resolve() / log.name
        path, seconds = build(log, folder, folder, arguments.reuse)
        print(f"{log.name}: built in {seconds:.0f} s", flush=True)
        with connect(path) as warehouse:
            if log.stock is None:
                figures += timing_figures(log.name, warehouse, SPLIT, log.world)
            figures += list_figures(log.name, warehouse, SPLIT, log.list_days, log.world)
    arguments.output.write_text(page(figures, worlds), encoding="utf-8")
    print(f"written: {arguments.output}")


def _logs(world: World) -> tuple[Log, Log]:
    """Make a world's logs: sales alone, and sales with the history of the stock."""
    alone = Log(world.name, world.title, make=functools.partial(_sales, world), world=world)
    stock = functools.partial(_write_stock, world)
    return alone, replace(alone, name=f"{world.name}{WITH_STOCK}", stock=stock)


def _write_stock(world: World, path: Path) -> None:
    write_stock(simulate(world=world), path)


def _sales(world: World) -> pd.DataFrame:
    sales = simulate(world=world).sales
    return sales.assign(Date=sales["Date"].dt.strftime("%Y-%m-%d"))


def page(figures: Sequence[Figure], worlds: Sequence[World]) -> str:
    """
    Return the page in Markdown.

    Parameters
    ----------
    figures
        All that was measured.
    worlds
        The worlds, in the order of the page.
    """
    rows = pd.DataFrame(figures)
    rules = "\n".join(
        f"- **{world.name}**{' (held back)' if world.name == HELD_BACK else ''}: {world.title}."
        for world in worlds
    )
    lines = [line for world in worlds for line in _lines(rows, world)]
    header = ["world", "measure", "at", "champion", "best peer", "perfect observer", "reached"]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in [header, ["---"] * 7, *lines])
    return f"""# Other worlds than the demo's

Written by `make benchmark-worlds`. The demo is one jeweller with one set of rules, and what was
made while looking at it may have learned them by heart. These shops obey other rules
(`src/karat/demo/worlds.py`; `python -m karat.demo --world NAME` writes one). **{HELD_BACK}** is
held back: nothing is chosen by looking at it.

{rules}

The perfect observer knows the rules, each customer's past and how many pieces are left, not the
hidden taste and rhythm: no honest model can do better on average. Lists are made twice: from sales
alone, where nobody can name a piece that no sale has shown yet, the observer neither, and with the
history of the stock (`KARAT_STOCK` with `first_day` and `last_day`), as of the day before the
window. All figures are of the test window,
Karat's champion was chosen on validation, brackets hold 95 % intervals from resampling customers.
Reached: the champion's share of the observer's.

{table}
"""


def _lines(rows: pd.DataFrame, world: World) -> Iterator[list[str]]:
    """Make the page's lines of one world."""
    alone = rows[rows["log"] == world.name]
    stocked = rows[rows["log"] == f"{world.name}{WITH_STOCK}"]
    for horizon in HORIZONS:
        cells = _cells(alone[alone["task"] == "when"], "brier skill", horizon)
        yield [world.name, "Brier skill", f"{horizon} days", *cells]
    for level in LEVELS:
        for own, known in ((alone, "sales alone"), (stocked, "stock known")):
            cells = _cells(own[own["task"] == "what"], "precision", level)
            yield [world.name, f"precision at 10, {known}", f"{level} level", *cells]


def _cells(rows: pd.DataFrame, measure: str, at: str) -> list[str]:
    # Only the champion has a difference from the best peer.
    champion = rows.loc[rows["measure"].str.contains(" above "), "model"].iloc[0]
    asked = rows[(rows["measure"] == measure) & (rows["at"] == at)].set_index("model")
    shown = asked.loc[champion]
    observed = asked.loc[asked.index.str.startswith(OBSERVER), "value"].max()
    known = asked.index.str.startswith((KARAT, OBSERVER, TRUTH, KNOWING))
    peer = asked.loc[~known, "value"].max()
    return [
        f"{shown['value']:.4f} [{shown['lower']:.4f}, {shown['upper']:.4f}]",
        f"{peer:.4f}",
        f"{observed:.4f}",
        f"{shown['value'] / observed:.0%}" if observed > 0 else "nothing to reach",
    ]


if __name__ == "__main__":
    main()
