"""Watch quiet years and planted troubles, and write what was told: `make benchmark-nights`."""

from __future__ import annotations

import argparse
import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmarks.monitoring.nights import HAPPENINGS, Watch, stage
from benchmarks.monitoring.page import first_catch, write
from benchmarks.monitoring.retraining import retrained
from benchmarks.monitoring.shop import PLANTED, Shop, nights_between, quiet_shop

CHECKED = nights_between(date(2022, 10, 1), date(2023, 6, 1), 45)
QUIET_FROM, QUIET_UNTIL = date(2023, 4, 1), date(2025, 3, 31)
"""Two years."""
LONGEST = 56


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.monitoring", description=__doc__)
    parser.add_argument("--reuse", action="store_true", help="take what is there already")
    parser.add_argument("--every", type=int, default=1, help="days between two quiet nights")
    parser.add_argument("--output", type=Path, default=Path("docs/monitoring.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks/monitoring"))
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    shop = quiet_shop()
    with ThreadPoolExecutor() as pool:
        told = pool.submit(retrained, shop, folder / "retraining", reuse=arguments.reuse)
        quiet, decisions, planted = _watched(
            shop, folder, every=arguments.every, reuse=arguments.reuse
        )
        write(arguments.output, quiet, decisions, planted, told.result())
    print(f"written: {arguments.output}")


def _watched(
    shop: Shop, folder: Path, *, every: int, reuse: bool
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return what the quiet years told, what they decided, and what each planted shop told."""
    # Not before a shop has to be watched: it takes longer than most of them.
    staged = functools.cache(lambda: stage(shop, folder))
    file, decided = folder / "quiet.csv", folder / "decisions.csv"
    if not (reuse and decided.exists()):
        watch = Watch(shop, staged(), decides=True)
        _kept(watch, nights_between(QUIET_FROM, QUIET_UNTIL, every)).to_csv(file, index=False)
        watch.decisions.to_csv(decided, index=False)
    quiet, decisions = pd.read_csv(file, dtype=str), pd.read_csv(decided, dtype=str)
    planted = {}
    for name in HAPPENINGS:
        file = folder / f"{name}.csv"
        if not (reuse and file.exists()):
            _planted(Watch(shop, staged(), name), quiet).to_csv(file, index=False)
        planted[name] = pd.read_csv(file, dtype=str)
    return quiet, decisions, planted


def _planted(watch: Watch, quiet: pd.DataFrame) -> pd.DataFrame:
    """Watch a shop weekly before it happens and nightly after, until it is told."""
    before = nights_between(PLANTED - timedelta(days=5 * 7), PLANTED - timedelta(days=1), 7)
    nights = _kept(watch, [*before, PLANTED - timedelta(days=1)])
    for night in nights_between(PLANTED, PLANTED + timedelta(days=LONGEST), 1):
        nights = pd.concat([nights, _kept(watch, [night])])
        if len(first_catch(quiet, nights)):
            break
    return nights


def _kept(watch: Watch, nights: list[date]) -> pd.DataFrame:
    """Return each night's alarms, and a row without a rule for a night without any."""
    if not watch.is_promised:
        watch.promise(CHECKED)
    told = []
    for night, alarms in zip(nights, watch.watch(nights), strict=True):
        rows = alarms if len(alarms) else alarms.reindex([0])
        told.append(rows.assign(night=str(night)))
    return pd.concat(told)


if __name__ == "__main__":
    main()
