"""Build Karat on every log, measure it beside its peers, write the page: `make benchmark`."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from benchmarks.build import build
from benchmarks.lists import list_figures
from benchmarks.logs import LOGS
from benchmarks.page import page, summary
from benchmarks.results import Figure
from benchmarks.timing import timing_figures
from benchmarks.warehouse import connect

SPLIT = "test"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--logs", default=",".join(LOGS), help="names, comma separated")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder of the logs"
    )
    parser.add_argument("--output", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks"))
    parser.add_argument("--reuse", action="store_true", help="take warehouses that are there")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    figures: list[Figure] = []
    skipped: dict[str, str] = {}
    chosen = [LOGS[name] for name in arguments.logs.split(",")]
    for log in chosen:
        try:
            path, seconds = build(
                log,
                arguments.data.resolve(),
                arguments.folder.resolve() / log.name,
                arguments.reuse,
            )
        except FileNotFoundError as missing:
            skipped[log.title] = str(missing)
            continue
        print(f"{log.name}: built in {seconds:.0f} s", flush=True)
        with connect(path) as warehouse:
            figures += timing_figures(log.name, warehouse, SPLIT, log.world)
            figures += list_figures(log.name, warehouse, SPLIT, log.list_days, log.world)
    arguments.output.write_text(page(figures, chosen, skipped), encoding="utf-8")
    summary(figures).to_csv(arguments.folder / "results.csv", index=False)
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
