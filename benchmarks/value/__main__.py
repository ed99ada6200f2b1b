"""Judge expected spend beside its peer: `make benchmark-value`.

Karat's warehouses are those of `make benchmark`, built where they are missing. The peer learns from
the same purchases as of the same date and is asked about the same customers.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from benchmarks.build import build
from benchmarks.value.logs import LOGS
from benchmarks.value.measuring import Row, measured
from benchmarks.value.page import page
from benchmarks.warehouse import connect


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.value", description=__doc__)
    parser.add_argument("--logs", default=",".join(LOGS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks"))
    parser.add_argument("--output", type=Path, default=Path("docs/value.md"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    for log in (LOGS[name] for name in arguments.logs.split(",")):
        folder = arguments.folder.resolve() / log.name
        try:
            path, _ = build(log, arguments.data.resolve(), folder, reuse=True)
        except FileNotFoundError as missing:
            left_out[log.title] = str(missing)
            continue
        with connect(path) as warehouse:
            rows += measured(log, warehouse)
        print(f"{log.name}: done", flush=True)
    arguments.output.write_text(page(rows, left_out), encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
