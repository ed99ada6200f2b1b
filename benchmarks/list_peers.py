"""What customers buy next, by the libraries that one would reach for instead.

Each peer learns from what was known as of the task's date and returns the ten best of the sellable
items for every buyer: `customer_id`, `rank`, `item_id`. What was bought before may be named again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from implicit.recommender_base import RecommenderBase
from scipy import sparse
from threadpoolctl import threadpool_limits

from benchmarks.warehouse import ListTask

LENGTH = 10
SEED = 20240101
EASE_ITEMS = 5000
EASE_PENALTY = 250.0


@dataclass(frozen=True)
class Matrix:
    """Who bought what on how many days, and which rows and columns are asked about."""

    counts: sparse.csr_matrix
    buyers: list[str]
    buyer_rows: npt.NDArray[np.int64]
    items: npt.NDArray[np.object_]
    sellable: npt.NDArray[np.int64]


def matrix_of(task: ListTask) -> Matrix:
    """Lay the history out as a matrix of customers and items."""
    customers, customer_ids = pd.factorize(task.history["customer_id"], sort=True)
    items, item_ids = pd.factorize(task.history["item_id"], sort=True)
    counts = sparse.csr_matrix(
        (task.history["days"].to_numpy(dtype=np.float32), (customers, items)),
        shape=(len(customer_ids), len(item_ids)),
    )
    buyers = task.buyers()
    sellable = task.items.loc[task.items["is_sellable"], "item_id"]
    place = pd.Index(item_ids).get_indexer(pd.Index(sellable))
    return Matrix(
        counts, buyers, pd.Index(customer_ids).get_indexer(pd.Index(buyers)),
        np.asarray(item_ids, dtype=object), np.sort(place[place >= 0]),
    )  # fmt: skip


def _lists(buyers: list[str], items: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Lay lists out as rows; an empty place is None."""
    count, length = items.shape
    rows = pd.DataFrame(
        {
            "customer_id": np.repeat(np.asarray(buyers, dtype=object), length),
            "rank": np.tile(np.arange(1, length + 1), count),
            "item_id": items.ravel(),
        }
    )
    return rows.dropna()


def _by_scores(
    matrix: Matrix,
    columns: npt.NDArray[np.int64],
    score: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.float64]],
) -> pd.DataFrame:
    """Take the best columns of a score that is computed for some rows at once."""
    best = []
    for start in range(0, len(matrix.buyer_rows), 1000):
        scores = score(matrix.buyer_rows[start : start + 1000])
        best.append(np.argsort(-scores, axis=1, kind="stable")[:, :LENGTH])
    return _lists(matrix.buyers, matrix.items[columns[np.concatenate(best)]])


def recent_popularity(task: ListTask) -> pd.DataFrame:
    """List what most customers bought in the last 90 days, the same for everybody."""
    buyers = task.buyers()
    best = _popular(task)[:LENGTH]
    return _lists(buyers, np.tile(np.asarray(best, dtype=object), (len(buyers), 1)))


def _popular(task: ListTask) -> list[str]:
    items = task.items[task.items["is_sellable"]]
    return list(items.sort_values(["buyers_90d", "item_id"], ascending=[False, True])["item_id"])


def repeat_plus_popular(task: ListTask) -> pd.DataFrame:
    """List what the customer bought most often and latest, then what is popular."""
    popular = _popular(task)[: 2 * LENGTH]
    sellable = set(task.items.loc[task.items["is_sellable"], "item_id"])
    own = task.history[task.history["item_id"].isin(sellable)].sort_values(
        ["customer_id", "days", "last", "item_id"], ascending=[True, False, True, True]
    )
    by_customer = own.groupby("customer_id")["item_id"].apply(list).to_dict()
    buyers = task.buyers()
    lists = [
        list(dict.fromkeys(by_customer.get(buyer, [])[:LENGTH] + popular))[:LENGTH]
        for buyer in buyers
    ]
    width = max((len(row) for row in lists), default=0)
    table = np.array([row + [None] * (width - len(row)) for row in lists], dtype=object)
    return _lists(buyers, table)


def _implicit(model: RecommenderBase, task: ListTask) -> pd.DataFrame:
    matrix = matrix_of(task)
    # Nothing that can be bought was ever bought: no factors, no neighbours.
    if len(matrix.sellable) == 0:
        return _lists(matrix.buyers, np.empty((len(matrix.buyers), 0), dtype=object))
    with threadpool_limits(1):
        model.fit(matrix.counts, show_progress=False)
        ids, scores = model.recommend(
            matrix.buyer_rows, matrix.counts[matrix.buyer_rows],
            N=min(LENGTH, len(matrix.sellable)), filter_already_liked_items=False,
            items=matrix.sellable,
        )  # fmt: skip
    named = matrix.items[np.maximum(ids, 0)]
    # Places that the library could not fill have no item, or a score of the least number there is.
    named[(ids < 0) | ~(scores > -1e30)] = None
    return _lists(matrix.buyers, named)


def als(task: ListTask) -> pd.DataFrame:
    """Alternating least squares (`implicit`)."""
    return _implicit(
        AlternatingLeastSquares(
            factors=64, alpha=20.0, regularization=0.05, random_state=SEED, num_threads=2
        ),
        task,
    )


def bm25(task: ListTask) -> pd.DataFrame:
    """Nearest neighbours of items by BM25 (`implicit`)."""
    return _implicit(BM25Recommender(K=100, num_threads=2), task)


def tf_idf(task: ListTask) -> pd.DataFrame:
    """Nearest neighbours of items by TF-IDF (`implicit`)."""
    return _implicit(TFIDFRecommender(K=100, num_threads=2), task)


def cosine(task: ListTask) -> pd.DataFrame:
    """Nearest neighbours of items by cosine (`implicit`)."""
    return _implicit(CosineRecommender(K=100, num_threads=2), task)


def ease(task: ListTask) -> pd.DataFrame:
    """EASE in closed form, over the 5,000 sellable items that most customers bought.

    Source: H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019.
    """
    matrix = matrix_of(task)
    binary = (matrix.counts > 0).astype(np.float64)
    buyers = np.asarray(binary.sum(axis=0)).ravel()[matrix.sellable]
    columns = np.sort(matrix.sellable[np.argsort(-buyers, kind="stable")[:EASE_ITEMS]])
    bought = binary[:, columns]
    gram = np.asarray((bought.T @ bought).todense())
    gram[np.diag_indices(len(columns))] += EASE_PENALTY
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    weights[np.diag_indices(len(columns))] = 0
    return _by_scores(matrix, columns, lambda rows: bought[rows] @ weights)


PEERS: dict[str, Callable[[ListTask], pd.DataFrame]] = {
    "recent popularity": recent_popularity,
    "repeats, then popular": repeat_plus_popular,
    "ALS (implicit)": als,
    "BM25 neighbours (implicit)": bm25,
    "TF-IDF neighbours (implicit)": tf_idf,
    "cosine neighbours (implicit)": cosine,
    "EASE": ease,
}
