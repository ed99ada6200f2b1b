"""The recurrent network on waiting times reads what no covariate holds: the order of pieces."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fits import probabilities, skipped_without

from karat.when.gru_hazard import LONGEST, fit_gru_hazard, score_gru_hazard

pytestmark = skipped_without("gru_hazard_fit")

CUSTOMERS = 2000
DAY = date(2024, 9, 30)


def histories(categories: list[list[str]]) -> pd.DataFrame:
    """A piece a day for each category, the last one today; all else is the same for everybody."""
    rows = [
        {
            "split_name": "test",
            "customer_id": f"c{customer:04d}",
            "as_of_date": DAY,
            "position": place + 1,
            "category": category,
            "gap_days": 1 if place else None,
            "age_days": len(bought) - 1 - place,
            "price": 100,
        }
        for customer, bought in enumerate(categories)
        for place, category in enumerate(bought)
    ]
    return pd.DataFrame(rows)


def table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(rows, preserve_index=False)


@pytest.fixture(scope="module")
def fit() -> pa.Table:
    """Learn from customers of whom those come back who bought a chain before a ring."""
    orders = [["chains", "rings"], ["rings", "chains"]]
    rows = histories([orders[number % 2] for number in range(CUSTOMERS)])
    is_purchase = rows["customer_id"].str[1:].astype(int) % 2 == 0
    return fit_gru_hazard(
        table(rows.assign(is_purchase=is_purchase, duration_days=np.where(is_purchase, 10, 90)))
    )


def longest(fit: pa.Table, categories: list[list[str]]) -> list[float]:
    scores = score_gru_hazard(fit, table(histories(categories)))
    return list(probabilities(scores)[90])


def test_the_order_of_what_was_bought_tells_who_comes_back(fit: pa.Table) -> None:
    comes, stays_away = longest(fit, [["chains", "rings"], ["rings", "chains"]])
    assert comes > 0.8
    assert stays_away < 0.2


def test_a_category_that_the_fit_did_not_know_is_read_as_none(fit: pa.Table) -> None:
    """Its vector is that of what fills up, which nothing was learned of."""
    one, other = longest(fit, [["new", "rings"], ["newer", "rings"]])
    assert one == other


def test_the_latest_pieces_are_read_alone(fit: pa.Table) -> None:
    latest = histories([["chains", "rings"] * LONGEST])
    cut = latest[latest["position"] > LONGEST]
    scores = [
        probabilities(score_gru_hazard(fit, table(rows)))[90].iloc[0] for rows in (latest, cut)
    ]
    assert scores[0] == scores[1]
