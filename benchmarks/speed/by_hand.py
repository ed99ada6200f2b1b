"""
What one would write without Karat: pandas, a Cox model, a matrix factorisation, one script.

    python benchmarks/speed/by_hand.py EXPORT FOLDER

The same question, on the same dates: features of every customer as of a month's last day, a Cox
model by lifelines learned on as many rows as Karat's, probabilities for the six horizons; ALS by
implicit with Karat's settings, ten items that still sell for every customer; for validation, test
and today.
No cleaning, no calibration, no metrics, no reasons, no tests: those it leaves out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from implicit.als import AlternatingLeastSquares
from lifelines import CoxPHFitter
from scipy import sparse

DATES = ("2024-09-30", "2024-12-31", "2025-03-31")
HORIZONS = (5, 7, 14, 30, 60, 90)
LANDMARK_DAYS = 30
ROWS = 30_000
SELLABLE_DAYS = 180
SEED = 20240101


def visits_of(sales: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and day of purchase, with the gap since the one before."""
    visits = sales.groupby(["phone", "Date"], as_index=False).agg(
        spend=("Price", "sum"),
        pieces=("Item", "size"),
        trade_in=("Format", lambda kinds: (kinds == "Трейд Ин").any()),
    )
    visits["gap"] = visits.groupby("phone")["Date"].diff().dt.days
    return visits


def features(visits: pd.DataFrame, sales: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """One row per customer known on a day: recency, frequency, money, gaps, windows, tastes."""
    known = visits[visits["Date"] <= day]
    rows = known.groupby("phone").agg(
        first=("Date", "min"),
        last=("Date", "max"),
        purchases=("Date", "size"),
        pieces=("pieces", "sum"),
        spend=("spend", "sum"),
        last_spend=("spend", "last"),
        trade_in_share=("trade_in", "mean"),
        mean_gap=("gap", "mean"),
        median_gap=("gap", "median"),
        gap_spread=("gap", "std"),
        last_gap=("gap", "last"),
    )
    for days in (30, 90, 180):
        recent = known[known["Date"] > day - pd.Timedelta(days=days)]
        rows[f"purchases_{days}"] = recent.groupby("phone").size()
        rows[f"spend_{days}"] = recent.groupby("phone")["spend"].sum()
    bought = sales[sales["Date"] <= day]
    kinds = bought.groupby(["phone", "kind"]).size()
    rows["kind_share"] = kinds.groupby("phone").max() / kinds.groupby("phone").sum()
    rows["typical_price"] = bought.groupby("phone")["Price"].median()
    rows["recency"] = (day - rows["last"]).dt.days
    rows["tenure"] = (day - rows["first"]).dt.days
    rows["usual_gap"] = rows["median_gap"].fillna(known["gap"].median())
    rows["gap_ratio"] = rows["recency"] / rows["usual_gap"]
    rows["month"] = day.month
    return rows.drop(columns=["first", "last"]).fillna(0).astype(float)


def probabilities(
    visits: pd.DataFrame, sales: pd.DataFrame, as_of: pd.Timestamp, first: pd.Timestamp
) -> pd.DataFrame:
    """Learn a Cox model from earlier months, and score everyone known."""
    landmarks = []
    day = as_of - pd.Timedelta(days=LANDMARK_DAYS)
    while day > first + pd.Timedelta(days=LANDMARK_DAYS):
        rows = features(visits, sales, day)
        after = visits[(visits["Date"] > day) & (visits["Date"] <= as_of)]
        wait = (after.groupby("phone")["Date"].min() - day).dt.days.reindex(rows.index)
        seen = min((as_of - day).days, max(HORIZONS))
        rows["bought"] = wait.le(seen).astype(int)
        rows["days"] = wait.clip(upper=seen).fillna(seen)
        landmarks.append(rows)
        day -= pd.Timedelta(days=LANDMARK_DAYS)
    learned = pd.concat(landmarks, ignore_index=True)
    learned = learned.sample(min(ROWS, len(learned)), random_state=SEED)
    columns = [name for name in learned if name in ("bought", "days") or learned[name].std() > 0]
    squeezed = learned[columns].apply(
        lambda values: values if values.name in ("bought", "days") else np.log1p(values)
    )
    model = CoxPHFitter(penalizer=0.01).fit(squeezed, "days", "bought")
    asked = features(visits, sales, as_of)
    curves = model.predict_survival_function(np.log1p(asked[columns[:-2]]), times=HORIZONS)
    return pd.DataFrame(1 - curves.T)


def lists(sales: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Ten items for every customer known, of those sold within half a year."""
    known = sales[sales["Date"] <= as_of]
    customers, customer_ids = pd.factorize(known["phone"])
    items, item_ids = pd.factorize(known["Item"])
    counts = sparse.coo_matrix((np.ones(len(known), dtype=np.float32), (customers, items))).tocsr()
    model = AlternatingLeastSquares(
        factors=32, regularization=0.05, alpha=20, iterations=15, random_state=SEED
    )
    model.fit(counts, show_progress=False)
    recent = known["Date"] > as_of - pd.Timedelta(days=SELLABLE_DAYS)
    found, scores = model.recommend(
        np.arange(len(customer_ids)), counts, N=10, items=np.unique(items[recent]),
        filter_already_liked_items=False,
    )  # fmt: skip
    return pd.DataFrame(
        {
            "phone": np.repeat(customer_ids.to_numpy(), found.shape[1]),
            "item": item_ids.to_numpy()[found.ravel()],
            "score": scores.ravel(),
        }
    )


def main() -> None:
    """Read the export, write probabilities and lists as of each date."""
    export, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    sales = pd.read_parquet(export)
    sales["Date"] = pd.to_datetime(sales["Date"])
    sales["kind"] = sales["Item"].str.extract(r"([А-Яа-я]+)", expand=False)
    visits = visits_of(sales)
    for date in DATES:
        as_of = pd.Timestamp(date)
        probabilities(visits, sales, as_of, sales["Date"].min()).to_parquet(
            folder / f"when_{date}.parquet"
        )
        lists(sales, as_of).to_parquet(folder / f"what_{date}.parquet")


if __name__ == "__main__":
    main()
