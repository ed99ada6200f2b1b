"""SVD of ratings by scikit-surprise: what days bought teach it, and what equal ratings do not."""

from __future__ import annotations

from datetime import date
from math import log

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fits import skipped_without

from karat.what.factors import score_factors
from karat.what.lists import Wanted
from karat.what.surprise_svd import fit_surprise_svd

pytestmark = skipped_without("surprise_svd_fit")

ITEMS = 10


def rated(often: int, customers: int = 60) -> pa.Table:
    """Everybody has bought everything once, and what is of the own kind on so many days."""
    pairs = pd.MultiIndex.from_product([range(customers), range(ITEMS)]).to_frame(index=False)
    is_own = pairs[0] % 2 == pairs[1] % 2
    return pa.table(
        {
            "split_name": ["test"] * len(pairs),
            "as_of_date": [date(2024, 9, 30)] * len(pairs),
            "customer_id": [f"c{number:03d}" for number in pairs[0]],
            "item_id": [f"i{number}" for number in pairs[1]],
            "archetype": [f"a{number}" for number in pairs[1]],
            "purchase_count": np.where(is_own, often, 1),
        }
    )


def lists(history: pa.Table, level: str) -> pd.DataFrame:
    sold = history.slice(0, ITEMS).append_column("buyers_90d", pa.array([1] * ITEMS))
    wanted = Wanted(history.select(["split_name", "customer_id"]), sold, ITEMS)
    fit = fit_surprise_svd("fit", history, level)
    return score_factors("lists", fit, wanted).to_pandas()


@pytest.mark.parametrize("level", ["item", "archetype"])
def test_what_was_bought_on_more_days_comes_first(level: str) -> None:
    found = lists(rated(often=20), level)
    first = found[found["rank"] <= ITEMS // 2]
    customers = first["customer_id"].str[1:].astype(int)
    assert np.mean(customers % 2 == first["item_id"].str[1:].astype(int) % 2) > 0.95


def test_ratings_that_are_all_the_same_tell_nobody_apart() -> None:
    """Each is the logarithm of 2: so is what is foretold, but for what was drawn at the start."""
    scores = lists(rated(often=1), "item")["score"]
    assert scores.mean() == pytest.approx(log(2), abs=0.01)
    assert scores.std() < 0.1


def test_factors_give_what_the_library_predicts() -> None:
    surprise = pytest.importorskip("surprise")
    history = rated(often=20, customers=6)
    frame = history.select(["customer_id", "item_id", "purchase_count"]).to_pandas()
    frame["purchase_count"] = np.log1p(frame["purchase_count"].astype(np.float32))
    scale = surprise.Reader(rating_scale=(0, 10))
    trained = surprise.Dataset.load_from_df(frame, scale).build_full_trainset()
    model = surprise.SVD(n_factors=32, random_state=20240101).fit(trained)
    for row in lists(history, "item").itertuples():
        predicted = model.predict(row.customer_id, row.item_id).est
        assert row.score == pytest.approx(predicted, rel=1e-5)
