"""The benchmarks' measures against values computed by hand, the peers on planted truth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks import list_peers, measures, timing_peers
from benchmarks.logs import LOGS
from benchmarks.page import page
from benchmarks.results import Figure
from benchmarks.warehouse import ListTask, TimingTask

ITEMS = pd.DataFrame(
    {
        "item_id": ["ring1", "ring2", "chain1", "chain2", "gone"],
        "archetype": ["plain ring", "plain ring", "gold chain", "silver chain", "plain ring"],
        "category": ["rings", "rings", "chains", "chains", "rings"],
        "is_sellable": [True, True, True, True, False],
        "buyers_90d": [4, 3, 2, 1, 9],
    }
)


def task_of(bought: list[tuple[str, str]], history: list[tuple[str, str, int]]) -> ListTask:
    answers = pd.DataFrame(bought, columns=["customer_id", "item_id"]).merge(
        ITEMS[["item_id", "archetype", "category"]], on="item_id"
    )
    known = pd.DataFrame(history, columns=["customer_id", "item_id", "days"]).assign(last=1)
    return ListTask(date(2024, 9, 30), 90, known, ITEMS, answers)


def test_brier_skill_is_the_share_of_the_base_rates_score_that_is_removed() -> None:
    came = np.array([True, False, False, False])
    probabilities = np.column_stack(
        [np.full(4, 0.25), came.astype(float), np.array([0.5, 0, 0, 0.5])]
    )
    skills, replicates = measures.brier_skills(probabilities, came)
    assert skills == pytest.approx([0.0, 1.0, 1 - 0.125 / 0.1875])
    assert replicates.shape == (measures.REPLICATES, 3)


def test_a_list_of_the_likeliest_is_as_long_as_expected() -> None:
    probabilities = np.array([0.1, 0.9, 0.6, 0.4])
    listed = measures.likeliest(probabilities)
    assert list(listed) == [False, True, True, False]
    came = np.array([True, True, False, False])
    weights = measures.replicate_weights(4)
    share = measures.ratio((listed & came).astype(float), listed.astype(float), weights)
    assert share.value == 0.5
    assert share.lower == 0.0
    assert share.upper == 1.0
    assert measures.likeliest(np.array([0.01, 0.02])).sum() == 1


def test_median_is_the_first_day_by_which_half_has_passed() -> None:
    curves = np.array([[0.1, 0.2, 0.3, 0.4], [0.3, 0.3, 0.3, 0.4]])
    assert list(measures.median_days(curves)) == [2, 1]


def test_list_measures_are_those_counted_by_hand() -> None:
    lists = pd.DataFrame(
        {"customer_id": ["ann"] * 3, "rank": [1, 2, 3], "item_id": ["ring1", "ring2", "chain1"]}
    )
    task = task_of([("ann", "ring1"), ("ann", "chain2"), ("bob", "ring1")], [])
    by_item = measures.list_measures(lists, ITEMS, task.bought, "item", 4)
    assert by_item.loc["ann", ["precision", "ceiling", "hit", "recall", "diversity"]].tolist() == [
        0.25, 0.5, 1.0, 0.5, 0.75,
    ]  # fmt: skip
    assert by_item.loc["ann", "ndcg"] == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert by_item.loc["bob"].drop("ceiling").tolist() == [0.0] * 5
    by_kind = measures.list_measures(lists, ITEMS, task.bought, "archetype", 4)
    assert by_kind.loc["ann", ["precision", "ceiling", "recall"]].tolist() == [0.5, 1.0, 0.5]


def test_every_list_peer_names_only_what_can_be_sold_to_every_buyer() -> None:
    random = np.random.default_rng(1)
    history = sorted(
        {
            (f"c{customer:02d}", str(ITEMS["item_id"][item]), 1)
            for customer in range(30)
            for item in random.integers(0, 5, 3)
        }
    )
    task = task_of([("c01", "ring1"), ("c02", "chain1")], history)
    for name in ("recent popularity", "repeats, then popular", "ALS (implicit)", "EASE"):
        lists = list_peers.PEERS[name](task)
        assert set(lists["customer_id"]) == {"c01", "c02"}, name
        assert "gone" not in set(lists["item_id"]), name
        assert not lists.duplicated(["customer_id", "item_id"]).any(), name


def test_repeats_come_before_what_is_popular() -> None:
    task = task_of(
        [("ann", "ring1")], [("ann", "chain2", 3), ("ann", "gone", 9), ("ann", "ring2", 1)]
    )
    lists = list_peers.repeat_plus_popular(task)
    assert list(lists["item_id"]) == ["chain2", "ring2", "ring1", "chain1"]


def test_timing_peers_recover_a_planted_rate() -> None:
    """Everybody comes at an even rate of one in a hundred days, whatever the past."""
    random = np.random.default_rng(2)
    size = 4000
    rows = pd.DataFrame(
        {
            "recency": random.integers(0, 200, size),
            "tenure": 300 + random.integers(0, 100, size),
            "purchases": 1 + random.poisson(2, size),
            "mean_spend": random.gamma(2, 50, size),
            "total_spend": 100.0,
            "purchases_90d": 1,
            "mean_gap": 50.0,
            "month": 6,
            "days_seen": 90,
            "days_to_next": np.ceil(random.exponential(100, size)),
        }
    )
    task = TimingTask(date(2024, 9, 30), rows.head(50), rows, np.zeros(50), 90)
    wanted = 1 - np.exp(-np.arange(1, 91) / 100)
    for name in (
        "share who came before",
        "Cox on RFM (lifelines)",
        "classifier per horizon (LightGBM)",
    ):
        curves = timing_peers.curves(task, name)
        assert curves.shape == (50, 90)
        assert np.all(np.diff(curves, axis=1) >= -1e-9), name
        assert np.abs(curves.mean(axis=0) - wanted).max() < 0.06, name


def test_page_marks_the_champion_and_never_says_a_mere_yes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.page.PACKAGES", ("duckdb",))
    figures = [
        Figure("uci", "what", "test", model, measure, level, value, value - 0.01, value + 0.01)
        for level in ("item", "archetype", "category")
        for model, measure, value in (
            ("Karat: item_ranker", "precision", 0.345),
            ("Karat: item_ranker", "hit", 0.8),
            ("EASE", "precision", 0.28),
            ("a list that knew the answer", "precision", 0.9),
            ("Karat: item_ranker", "precision above EASE", 0.065),
        )
    ]
    figures += [
        Figure("uci", "when", "test", "Karat: hazard", measure, "30", 0.2, 0.1, 0.3)
        for measure in ("brier skill", "predicted / actual", "brier skill above a peer")
    ]
    text = page(figures, [LOGS["uci"]], {"Some log": "it is not here"})
    assert "**Karat: item_ranker** | 0.345" in text
    assert "| item level | 0.345 [0.335, 0.355] | 0.900 |  | within its interval |" in text
    assert "Left out: Some log (it is not here)." in text
