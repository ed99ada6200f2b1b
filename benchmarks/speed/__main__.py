"""Measure builds of several sizes, their floors and their growth: `make benchmark-speed`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.speed.measurements import export_of, measure
from benchmarks.speed.page import page

EXPORTS = ("pieces-40000", "pieces-400000", "staples-40000", "staples-400000")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "--exports",
        default=",".join(EXPORTS),
        help="shapes and rows, comma separated, such as pieces-4000000 (default: %(default)s)",
    )
    parser.add_argument("--beside", default="", help="another commit to build too")
    parser.add_argument(
        "--without-floors", action="store_true", help="leave bare SQL and the pandas script out"
    )
    parser.add_argument("--reuse", action="store_true", help="take measurements that are there")
    parser.add_argument("--output", type=Path, default=Path("docs/performance.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks/speed"))
    arguments = parser.parse_args()
    names = arguments.exports.split(",")
    for name in names:
        try:
            export_of(name)
        except ValueError as error:
            parser.error(str(error))
    measurements = []
    for name in names:
        found = measure(
            name,
            arguments.folder.resolve() / name,
            with_floors=not arguments.without_floors,
            beside=arguments.beside,
            reuse=arguments.reuse,
        )
        print(f"{name}: built in {found.build.cost.seconds:.0f} s", flush=True)
        measurements.append(found)
    arguments.output.write_text(page(measurements), encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
