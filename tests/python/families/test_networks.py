"""Recommenders that read what was bought as a set learn what goes together, by PyTorch."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from fits import skipped_without

from karat.what.lists import Wanted
from karat.what.mult_vae import fit_mult_vae, score_mult_vae
from karat.what.ncf import fit_ncf, score_ncf
from karat.what.two_tower import fit_two_tower, score_two_tower

pytestmark = skipped_without("mult_vae_fit")

CUSTOMERS = 400
KINDS = 5
TASTES = ("silver", "gold")


def bought(pieces: int = 2) -> pa.Table:
    """Every second customer buys some of the first five items, all others of the last five."""
    random = np.random.default_rng(1)
    rows = [
        (f"c{customer:03d}", place + 1, customer % 2 * KINDS + kind)
        for customer in range(CUSTOMERS)
        for place, kind in enumerate(random.choice(KINDS, pieces, replace=False))
    ]
    ids = pa.table(
        {
            "as_of_date": [date(2024, 9, 30)] * len(rows),
            "customer_id": [row[0] for row in rows],
            "position": [row[1] for row in rows],
            "purchase_count": [1] * len(rows),
        }
    )
    return pa.table({**columns(items([row[2] for row in rows])), **columns(ids)})


def items(numbers: list[int], name: str = "i") -> pa.Table:
    metals = [TASTES[number // KINDS] for number in numbers]
    return pa.table(
        {
            "split_name": ["test"] * len(numbers),
            "item_id": [f"{name}{number}" for number in numbers],
            "archetype": [f"a{number}" for number in numbers],
            "category": ["rings"] * len(numbers),
            "metal": metals,
            "price_tier": ["low"] * len(numbers),
            "buyers_90d": [9] * len(numbers),
        }
    )


def columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(table.column_names, table.columns, strict=True))


def share_of_own_taste(lists: pa.Table) -> float:
    assert len(lists) == CUSTOMERS * KINDS
    found = lists.to_pandas()
    customers = found["customer_id"].str[1:].astype(int)
    return float(np.mean(customers % 2 == found["item_id"].str[-1].astype(int) // KINDS))


def wanted(history: pa.Table, sold: pa.Table) -> Wanted:
    return Wanted(history.select(["split_name", "customer_id"]), sold, KINDS)


def test_mult_vae_lists_what_goes_with_what_was_bought() -> None:
    """By chance it would be half."""
    history = bought()
    for level in ("item", "archetype"):
        fit = fit_mult_vae("fit", history, level)
        lists = score_mult_vae("lists", fit, history, wanted(history, items([*range(10)])))
        assert share_of_own_taste(lists) > 0.95


def test_mult_vae_passes_over_what_its_fit_did_not_know() -> None:
    history = bought()
    fit = fit_mult_vae("fit", history, "item")
    ask = wanted(history, items([0, 1]))
    known = score_mult_vae("lists", fit, history, ask)
    assert set(known["item_id"].to_pylist()) == {"i0", "i1"}
    new = history.slice(0, 1).set_column(1, "item_id", pa.array(["new"]))
    assert score_mult_vae("lists", fit, pa.concat_tables([new, history]), ask).equals(known)


def test_ncf_lists_what_goes_with_what_was_bought() -> None:
    """Four of five, since each customer's own vector has to be learned from them."""
    history = bought(pieces=4)
    for level in ("item", "archetype"):
        fit = fit_ncf("fit", history, level)
        lists = score_ncf("lists", fit, wanted(history, items([*range(10)])))
        assert share_of_own_taste(lists) > 0.95


def test_ncf_lists_what_anybody_buys_for_who_is_not_known() -> None:
    """Gold is bought twice as often as silver."""
    history = bought(pieces=4)
    is_gold = pa.compute.equal(history["metal"], "gold")
    kept = history.filter(is_gold), history.filter(pa.compute.invert(is_gold)).slice(0, 400)
    fit = fit_ncf("fit", pa.concat_tables(kept), "item")
    new = pa.table({"split_name": ["test"], "customer_id": ["new"]})
    lists = score_ncf("lists", fit, Wanted(new, items([*range(10)]), KINDS)).to_pandas()
    assert lists["item_id"].str[-1].astype(int).ge(KINDS).all()
    nothing = items([0]).slice(0, 0)
    assert len(score_ncf("lists", fit, Wanted(new, nothing, KINDS))) == 0
    unknown = items([0], "new")
    assert len(score_ncf("lists", fit, Wanted(new, unknown, KINDS))) == 0


def test_two_towers_list_what_goes_with_what_was_bought_and_what_is_like_it() -> None:
    history = bought()
    fit = fit_two_tower(history)
    sold = items([*range(10)])
    assert share_of_own_taste(score_two_tower("lists", fit, history, wanted(history, sold))) > 0.95
    # Nobody has bought any of these: their metal alone tells whom they are for.
    new = items([*range(10)], "new")
    assert share_of_own_taste(score_two_tower("lists", fit, history, wanted(history, new))) > 0.95


def test_two_towers_keep_the_traits_that_they_know() -> None:
    (fit,) = fit_two_tower(bought()).to_pylist()
    assert fit["traits"] == ["category: rings", "metal: gold", "metal: silver", "price_tier: low"]
