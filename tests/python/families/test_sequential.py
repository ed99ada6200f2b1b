"""Recommenders that read purchases in order learn a rule that order alone tells."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from fits import skipped_without

from karat.modelling.extras import library
from karat.modelling.neural import EXTRA
from karat.what.bert4rec import BERT4REC
from karat.what.factors import score_factors
from karat.what.gru4rec import GRU4REC
from karat.what.lists import Wanted
from karat.what.nmf import fit_nmf
from karat.what.sasrec import SASREC
from karat.what.sequential import WIDTH, Reader, fit_sequential, score_sequential

pytestmark = skipped_without("gru4rec_fit")

DAY = date(2024, 9, 30)
KINDS = 6
CUSTOMERS = 300

every_reader = pytest.mark.parametrize(
    "reader",
    [
        pytest.param(GRU4REC, id="gru4rec"),
        pytest.param(SASREC, id="sasrec"),
        pytest.param(BERT4REC, id="bert4rec"),
    ],
)


def bought_in_turn(customers: int = CUSTOMERS, further: int = 0) -> pa.Table:
    """After kind k comes kind k + 1, from 5 to 0: everybody has bought all, one or two twice."""
    rows = [
        (f"c{customer:03d}", place + 1, (customer + place) % KINDS)
        for customer in range(customers)
        for place in range(KINDS + 1 + customer // KINDS % 2 + further)
    ]
    return pa.table(
        {
            "split_name": ["test"] * len(rows),
            "as_of_date": [DAY] * len(rows),
            "customer_id": [row[0] for row in rows],
            "position": [row[1] for row in rows],
            "item_id": [f"i{row[2]}" for row in rows],
            "archetype": [f"a{row[2]}" for row in rows],
            "purchase_count": [1] * len(rows),
        }
    )


def comes_next(customer_id: str, further: int = 0) -> str:
    customer = int(customer_id[1:])
    return f"i{(customer + KINDS + 1 + customer // KINDS % 2 + further) % KINDS}"


def wanted(sequences: pa.Table, length: int, kinds: int = KINDS) -> Wanted:
    items = pa.table(
        {
            "split_name": ["test"] * kinds,
            "item_id": [f"i{kind}" for kind in range(kinds)],
            "archetype": [f"a{kind}" for kind in range(kinds)],
            "buyers_90d": [9] * kinds,
        }
    )
    return Wanted(sequences.select(["split_name", "customer_id"]), items, length)


def share_foretold(lists: pa.Table, further: int = 0) -> float:
    first = lists.to_pandas().query("rank == 1")
    assert len(first) == CUSTOMERS
    told = [comes_next(customer, further) for customer in first["customer_id"]]
    return float(np.mean(first["item_id"] == told))


@every_reader
@pytest.mark.parametrize("level", ["item", "archetype"])
def test_order_alone_tells_what_comes_next(reader: Reader, level: str) -> None:
    """What sells most gets one in six, as does all that sees only what was bought."""
    sequences = bought_in_turn()
    fit = fit_sequential("fit", sequences, level, reader)
    lists = score_sequential("lists", fit, sequences, wanted(sequences, 2), reader)
    # Who learns to fill gaps is rarely asked for the last of a row while it learns.
    least = 0.9 if reader is BERT4REC else 0.95
    assert share_foretold(lists) > least
    # A purchase less moves the list, without training.
    before = bought_in_turn(further=-1)
    lists = score_sequential("lists", fit, before, wanted(before, 2), reader)
    assert share_foretold(lists, further=-1) > least


@every_reader
def test_lists_are_of_what_can_be_sold_and_pieces_unknown_to_the_fit_are_passed_over(
    reader: Reader,
) -> None:
    sequences = bought_in_turn(60)
    fit = fit_sequential("fit", sequences, "item", reader)
    known = score_sequential("lists", fit, sequences, wanted(sequences, 10, kinds=2), reader)
    assert set(known["item_id"].to_pylist()) == {"i0", "i1"}
    new = sequences.slice(0, 1).set_column(4, "item_id", pa.array(["new"]))
    new = new.set_column(3, "position", pa.array([99]))
    both = pa.concat_tables([sequences, new])
    assert score_sequential("lists", fit, both, wanted(both, 10, kinds=2), reader).equals(known)


def test_sampled_answers_teach_the_same_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karat.what.sequential.SAMPLED", 3)
    sequences = bought_in_turn()
    fit = fit_sequential("fit", sequences, "item", GRU4REC)
    lists = score_sequential("lists", fit, sequences, wanted(sequences, 1), GRU4REC)
    assert share_foretold(lists) > 0.95


def test_scores_of_a_gru_are_those_of_its_formulas() -> None:
    """From the kept weights, by NumPy: no network is needed to read the table."""
    load = library("safetensors.numpy", EXTRA).load
    sequences = bought_in_turn(60)
    fit = fit_sequential("fit", sequences, "item", GRU4REC)
    weights = load(fit["weights"][0].as_py())
    entries = weights["entries.weight"]

    def gates(kind: str, values: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        product = weights[f"gru.weight_{kind}_l0"] @ values + weights[f"gru.bias_{kind}_l0"]
        return np.split(product, 3)

    def sigmoid(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return 1 / (1 + np.exp(-values))

    state = np.zeros(WIDTH)
    for token in [len(entries) - 1, 1, 2, 3, 4, 5, 6, 1]:
        read, kept = gates("ih", entries[token]), gates("hh", state)
        reset, update = sigmoid(read[0] + kept[0]), sigmoid(read[1] + kept[1])
        new = np.tanh(read[2] + reset * kept[2])
        state = (1 - update) * new + update * state
    expected = entries[1:-1] @ state + weights["bias.weight"][1:-1, 0]
    ask = wanted(sequences.slice(0, 1), KINDS)
    lists = score_sequential("lists", fit, sequences, ask, GRU4REC).to_pandas()
    assert lists["customer_id"].eq("c000").all()
    found = lists.set_index("item_id")["score"].sort_index()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_without_order_the_next_kind_is_chance() -> None:
    """The rule is one that a factorisation can't see."""
    history = bought_in_turn()
    lists = score_factors("lists", fit_nmf("fit", history, "item"), wanted(history, 1))
    assert share_foretold(lists) < 0.5
