"""
`make retrain-if-needed` where something happens: what it decides, trains and serves.

A fit is trained on the night before it happens. Each shop goes on from there with an export of its
own: it scores two weeks later, and two weeks after that, when all of a drift window has seen it and
what the score told can be judged, the command runs: real dbt, real trainings. Data tests are left
out: what makes no sense stops a run besides.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.monitoring.nights import HAPPENINGS, PROJECT
from benchmarks.monitoring.shop import PLANTED, Shop
from karat.demo.shop import SALES_COLUMNS
from karat.horizons import HORIZONS
from karat.retraining import SCORE

TRAINED = PLANTED - timedelta(days=1)
TOLD_ON = PLANTED + timedelta(days=14)
NIGHT = PLANTED + timedelta(days=28)
QUIET = "nothing"
UNEQUALLED = "a new category, and what was told was all that can be known"
SHOPS = {QUIET: QUIET} | {name: name for name in HAPPENINGS} | {UNEQUALLED: "a new category"}
"""What happens in each shop."""
COMMAND = ("karat.retraining",)
SCORED = ("karat.terminal", *SCORE)
ARGUMENTS = ("--exclude-resource-type", "unit_test", "test")
VARS: dict[str, object] = {
    "validation_start": "2023-12-01",
    "test_start": "2024-03-01",
    "timing_folds": 0,
    "resampling_replicates": 20,
    "training_windows_per_split": 1,
    "max_judged_customers": 2000,
}
"""Windows of 90 days have closed when the fit is trained; fewer folds, draws, lists are quicker."""

TOLD = """
    select decision, reasons, sentence, judged_night, served_brier_score, fitted_brier_score,
        (select max(trained_until) from monitoring.model_registry where is_active) as trained_until
    from monitoring.retraining_decisions order by night desc limit 1
"""


def planted_export(shop: Shop, happens: str, night: date = NIGHT) -> pd.DataFrame:
    """Return what a shop exports until a night after something has happened to it."""
    sales = shop.sales.copy()
    since = sales["Date"] >= pd.Timestamp(PLANTED)
    of_visit = _hundredths(sales["visit"])
    match happens:
        case "a price rise of 20 %":
            sales.loc[since, "Price"] = (1.2 * sales.loc[since, "Price"]).round().astype(int)
        case "a new category":
            piece = _hundredths(pd.Series(sales.index))
            new = since & (piece < 10)
            sales.loc[new, "Item"] = "Ложка чайная Ag 925 №" + piece[new].astype(str)
        case "a lost month":
            sales = sales[sales["Date"].dt.strftime("%Y-%m") != "2024-03"]
        case "a broken phone column":
            sales.loc[since, "phone"] = ""
        case "a changed season":
            autumn = sales["Date"].between("2024-09-02", "2024-11-30") & (of_visit < 60)
            sales.loc[autumn, "Date"] -= pd.Timedelta(days=91)
            sales = sales.sort_values("Date", kind="stable")
        case "a tenth of the customers under new ids":
            renamed = _hundredths(sales["customer"]) < 10
            sales.loc[renamed, "phone"] = "+77" + (
                100_000_000 + sales.loc[renamed, "customer"]
            ).astype(str)
            sales.loc[renamed, "FullName"] += " ТОО"
        case "a fit gone stale":
            returns = sales["customer"].duplicated() & (of_visit < 50)
            sales = sales[~(since & returns)]
    return sales.loc[sales["Date"] <= pd.Timestamp(night), list(SALES_COLUMNS)]


def retrained(shop: Shop, folder: Path, *, reuse: bool) -> dict[str, pd.DataFrame]:
    """Return what the command came to in each shop, a row each; two shops run at a time."""
    base = folder / "base"
    files = {name: folder / f"retraining {name}.csv" for name in SHOPS}
    missing = [name for name, file in files.items() if not (reuse and file.exists())]
    if missing and not (reuse and (base / "published.duckdb").exists()):
        shutil.rmtree(base, ignore_errors=True)
        if _run(COMMAND, base, planted_export(shop, QUIET, TRAINED)):
            raise RuntimeError(f"the first training failed: see {folder / 'base.log'}")

    def measure(name: str) -> None:
        _decision(shop, name, base, folder / name).to_csv(files[name], index=False)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(measure, missing))
    return {name: pd.read_csv(file, dtype=str) for name, file in files.items()}


def _decision(shop: Shop, name: str, base: Path, folder: Path) -> pd.DataFrame:
    """Score, and run the command, on a copy of the shop as it was before."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    if _run(SCORED, folder, planted_export(shop, SHOPS[name], TOLD_ON), fits="active"):
        raise RuntimeError(f"the score of {TOLD_ON} failed: see {folder}.log")
    if name == UNEQUALLED:
        _tell_the_truth(shop, folder)
    code = _run(COMMAND, folder, planted_export(shop, SHOPS[name]))
    with duckdb.connect(str(folder / "published.duckdb"), read_only=True) as published:
        told = published.execute(TOLD).df().assign(exit_code=code)
    shutil.rmtree(folder)
    return told


def _tell_the_truth(shop: Shop, folder: Path) -> None:
    """Have readers been told the shop's true chances, which no training comes up to."""
    known = shop.sales["Date"] <= pd.Timestamp(TOLD_ON)
    customers = pd.DataFrame({"customer": shop.sales.loc[known, "customer"]})
    numbers = customers.assign(source_row=range(2, 2 + len(customers)))
    chances = shop.chances(TOLD_ON)
    told = ", ".join(
        f"chance_{horizon}d = cast(round(10000 * probability_{horizon}d) as integer)"
        for horizon in HORIZONS
    )
    with duckdb.connect(str(folder / "published.duckdb")) as published:
        published.register("numbers", numbers)
        published.register("chances", chances)
        published.execute(f"attach '{folder / 'karat.duckdb'}' as warehouse (read_only)")
        published.execute(
            f"""
            update monitoring.kept_predictions as kept set {told}
            from chances
            inner join (
                select customer, min(customer_id) as customer_id
                from warehouse.staging.stg_sales inner join numbers using (source_row)
                where customer_id is not null group by customer
            ) as ids using (customer)
            where kept.customer_id = ids.customer_id and kept.as_of_date = date '{TOLD_ON}'
            """
        )


def _run(command: tuple[str, ...], folder: Path, export: pd.DataFrame, fits: str = "") -> int:
    folder.mkdir(parents=True, exist_ok=True)
    export.to_csv(folder / "sales.csv", index=False, date_format="%Y-%m-%d")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("KARAT_")}
    ended = subprocess.run(
        [
            *(sys.executable, "-m", *command, *ARGUMENTS),
            *("--vars", json.dumps(VARS)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ],
        cwd=PROJECT,
        env=settings
        | {
            "KARAT_SALES": str(folder / "sales.csv"),
            "KARAT_WAREHOUSE": str(folder / "karat.duckdb"),
            "KARAT_PUBLISHED": str(folder / "published.duckdb"),
            "KARAT_THREADS": "1",
            "KARAT_FITS": fits,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    (folder.parent / f"{folder.name}.log").write_text(ended.stdout + ended.stderr)
    return ended.returncode


def _hundredths(numbers: pd.Series) -> pd.Series:
    """Deal numbers out to a hundred places, as by lot."""
    return pd.Series(
        np.asarray(numbers, dtype=np.uint64)
        * np.uint64(2654435761)
        % np.uint64(2**32)
        // 65536
        % 100,
        index=numbers.index,
    )
