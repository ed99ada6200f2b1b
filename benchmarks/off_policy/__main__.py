"""Judge other lists on simulated logs: `make benchmark-off-policy`."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.off_policy.simulation import Laboratory, Log, Shop, compiled, truths

SHOPS = (Shop(4000, 0.2), Shop(4000, 0.5), Shop(4000, 1.0), Shop(4000, 1.0, conversion=0.004))
ESTIMATES = {"SNIPS": "conversion", "doubly robust": "robust_conversion"}
ASKED = 30
"""The default of `off_policy_least_purchases`."""


def measured(laboratory: Laboratory, shop: Shop, logs: int) -> pd.DataFrame:
    """Return the estimates of all logs of a shop, beside the truth."""
    true = truths(shop, np.random.default_rng(0))
    found = pd.concat([laboratory.estimates(Log(shop, seed)) for seed in range(logs)])
    return found.reset_index().assign(
        truth=lambda rows: rows["list_name"].map(true), share=shop.share, of=shop.conversion
    )


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return lines of Markdown, the first of them the head."""
    head, *body = (list(row) for row in rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *body))


def share_of(which: pd.Series) -> str:
    """Return a share in per cent; a dash where there is nothing to take it of."""
    return f"{100 * which.mean():.1f}%" if len(which) else "–"


def holds(rows: pd.DataFrame, column: str) -> pd.Series:
    """Tell which intervals hold the truth."""
    return rows["truth"].between(rows[f"{column}_lower"], rows[f"{column}_upper"])


def by_list(found: pd.DataFrame) -> str:
    """Return bias, coverage and refusals of each list in each shop."""
    head = ["drawn", "median chance", "list", "truth", "as shown", "estimate", "mean"]
    lines = [[*head, "bias", "intervals that hold it", "half an interval", "refused"]]
    for (_, _, name), rows in found.groupby(["of", "share", "list_name"], sort=False):
        share, of = (float(rows[column].to_numpy()[0]) for column in ("share", "of"))
        told = rows[rows["refusal"].isna() & (rows["effective_purchases"] >= ASKED)]
        for title, column in ESTIMATES.items():
            truth = float(rows["truth"].to_numpy()[0])
            all_told = rows[rows["refusal"].isna()]  # no bias of looking at the lucky ones alone
            mean = all_told[column].mean()
            error = all_told[column].std() / max(len(all_told), 1) ** 0.5
            half = ((told[f"{column}_upper"] - told[f"{column}_lower"]) / 2).mean()
            lines.append(
                [
                    *(f"{100 * share:.0f}%", f"{of:.1%}", str(name), f"{truth:.2%}"),
                    *(f"{rows['shown_conversion'].mean():.2%}", title),
                    f"{mean:.2%}" if len(all_told) else "–",
                    f"{mean / truth - 1:+.1%} ± {1.96 * error / truth:.1%}"
                    if len(all_told)
                    else "–",
                    share_of(holds(told, column)),
                    f"{half:.2%}" if len(told) else "–",
                    f"{1 - len(told) / len(rows):.0%}",
                ]
            )
    return table(lines)


def by_purchases(found: pd.DataFrame) -> str:
    """Return coverage by what the weighted purchases are worth."""
    lines = [["purchases' worth", "estimates", *(f"{title} holds it" for title in ESTIMATES)]]
    told = found[found["refusal"].isna()]
    for low, high in ((1, 5), (5, 10), (10, 20), (20, 30), (30, 60), (60, np.inf)):
        rows = told[told["effective_purchases"].between(low, high, inclusive="left")]
        name = f"{low} to {high}" if np.isfinite(high) else f"{low} and more"
        cover = (share_of(holds(rows, column)) for column in ESTIMATES.values())
        lines.append([name, f"{len(rows):,}", *cover])
    return table(lines)


def beside_obp(laboratory: Laboratory, python: str) -> str:
    """Return our estimates of one log beside those of the Open Bandit Pipeline."""
    log = Log(SHOPS[1], seed=0)
    ours = laboratory.estimates(log)
    published = log.logged.loc[log.logged["published_rank"] <= 5]
    ranked = published.assign(list_name="as_ranked", rank=published["published_rank"])
    lists = pd.concat([log.lists, ranked[log.lists.columns]])
    with tempfile.TemporaryDirectory() as folder:
        logged_file, lists_file = Path(folder, "logged.csv"), Path(folder, "lists.csv")
        log.logged.to_csv(logged_file, index=False)
        lists.to_csv(lists_file, index=False)
        answer = subprocess.run(
            [
                *(python, str(Path(__file__).with_name("by_obp.py"))),
                *(str(logged_file), str(lists_file), repr(laboratory.promised())),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    theirs = json.loads(answer.stdout.splitlines()[-1])
    lines = [["list", "SNIPS", "by obp", "doubly robust", "by obp"]]
    for name, found in theirs.items():
        own = ours.loc[name]
        lines.append(
            [
                *(name, f"{own['conversion']:.8f}", f"{found['snips']:.8f}"),
                *(f"{own['robust_conversion']:.8f}", f"{found['robust']:.8f}"),
            ]
        )
    return table(lines)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.off_policy", description=__doc__)
    parser.add_argument("--logs", type=int, default=50, help="simulated, of each shop")
    parser.add_argument("--obp", help="a Python that has obp 0.4.1, to compare with")
    parser.add_argument("--output", type=Path, default=Path("docs/off_policy.md"))
    parser.add_argument("--folder", type=Path, default=Path("target/benchmarks/off_policy"))
    arguments = parser.parse_args()
    laboratory = Laboratory(compiled(arguments.folder), "karat")
    found = pd.concat([measured(laboratory, shop, arguments.logs) for shop in SHOPS])
    parts = [
        "# Do estimates of lists that were not shown hold?\n\n"
        f"Written by `make benchmark-off-policy`: {arguments.logs} simulated logs of each kind,\n"
        f"of {SHOPS[0].customers:,} customers with five of ten pieces shown, drawn by the API's\n"
        "own policy and judged by the SQL that ships ([how](methods/off_policy.md)). A piece's\n"
        "chance falls with its place; the published order knows it but for a half up or down,\n"
        "and promises three times as much. `best` knows the chances, `backwards` turns the\n"
        "published list round, `other_pieces` has a piece in the last of its places that could\n"
        "not be shown. The truth is that of 200,000 customers.",
        "## Bias, coverage, refusals\n\n"
        "Bias of all logs that give an estimate; intervals of those that are not refused at\n"
        f"{ASKED} purchases' worth. *As shown* is what one would read off the log.\n\n"
        + by_list(found),
        "## How many purchases it takes\n\n"
        "All logs together, as if one purchase were enough: 95 % of the intervals are meant\n"
        "to hold the truth.\n\n" + by_purchases(found),
    ]
    if arguments.obp:
        parts.append(
            "## Beside the Open Bandit Pipeline\n\n"
            'One log by our SQL and by obp 0.4.1 (`OFF_POLICY_ARGS="--obp PYTHON"`, a Python\n'
            "that has it: it asks for PyYAML 5, which no longer builds, so it stands in no\n"
            "environment of ours).\n\n" + beside_obp(laboratory, arguments.obp)
        )
    arguments.output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"written: {arguments.output}")


if __name__ == "__main__":
    main()
