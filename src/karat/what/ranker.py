"""A learned ranker of candidate items: boosted trees over customer, item and pair.

The trees give the probability that a buyer takes the item, learned from earlier dates. Source:
G. Ke et al., "LightGBM", NIPS 2017; two stages after P. Covington, J. Adams, E. Sargin, "Deep
neural networks for YouTube recommendations", RecSys 2016.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from karat.modelling.features import check_features
from karat.modelling.splits import FAILURE, by_split, each_split, without_failures
from karat.progress import Progress
from karat.trees import REPRODUCIBLE, predict
from karat.what.diversity import Looks, diverse_order
from karat.what.lists import LISTS_SCHEMA

Floats = npt.NDArray[np.float64]

KEYS = ("customer_id", "item_id")
FIT_SCHEMA = pa.schema(
    [
        ("split_name", pa.string()),
        ("model_text", pa.string()),
        ("feature_names", pa.list_(pa.string())),
        ("pair_count", pa.int64()),
        ("bought_count", pa.int64()),
        FAILURE,
    ]
)
"""One row per split with training windows. `model_text` is LightGBM's own format, null when there
was too little to learn from."""

FEWEST_BOUGHT = 50
"""With fewer, trees would learn single customers: what is known without training then ranks."""

PARAMETERS: dict[str, object] = {
    **REPRODUCIBLE,
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 8,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
}
ROUNDS = 80

LEAF_SHARE = 200
"""A leaf takes one in so many pairs, from 20 to 1,000: below, it would hold single customers."""


@dataclass(frozen=True)
class ListSettings:
    """How probabilities become a list.

    Attributes
    ----------
    length
        Items in a list.
    taste_weight
        What a place is worth: the probability of the item plus this times that of its archetype.
    diversity
        Strength of the diversity, 0 to 1; see `karat.what.diversity`.
    """

    length: int
    taste_weight: float
    diversity: float


def fit_ranker(pairs: pa.Table, features: Sequence[str]) -> pa.Table:
    """Fit the trees of each split on its training windows.

    Parameters
    ----------
    pairs
        One row per split, training window, customer and candidate: `split_name`, `role`, `KEYS`,
        `is_bought`, and the features.
    features
        What the trees may split on, numeric; other columns are not looked at.

    Returns
    -------
    pyarrow.Table
        `FIT_SCHEMA`; empty for no rows.

    Raises
    ------
    MissingFeatureError
        Where the pairs lack a feature.
    """
    names = list(features)
    check_features("item_ranker_fit", pairs, names)
    progress = Progress("item_ranker_fit")

    def fit_split(split_name: str, rows: pa.Table) -> pa.Table:
        rows = rows.sort_by([(name, "ascending") for name in ("role", *KEYS)])
        bought = rows["is_bought"].to_numpy(zero_copy_only=False).astype(np.float64)
        text = None
        if FEWEST_BOUGHT <= bought.sum() < len(bought):
            leaf = int(np.clip(len(bought) // LEAF_SHARE, 20, 1000))
            data = lgb.Dataset(_features(rows, names), bought, feature_name=names)
            text = lgb.train(
                {**PARAMETERS, "min_data_in_leaf": leaf},
                data,
                ROUNDS,
                callbacks=[progress.after_tree(f"split {split_name}")],
            ).model_to_string()
        record = {
            "split_name": split_name,
            "model_text": text,
            "feature_names": names,
            "pair_count": len(bought),
            "bought_count": int(bought.sum()),
        }
        return pa.Table.from_pylist([record], schema=FIT_SCHEMA)

    return each_split("item_ranker_fit", by_split(pairs), fit_split, FIT_SCHEMA)


def rank_items(
    fit: pa.Table, splits: Iterable[tuple[str, pa.Table]], settings: ListSettings
) -> pa.Table:
    """List each customer's best candidates from fitted trees, without fitting anything.

    Parameters
    ----------
    fit
        `FIT_SCHEMA`.
    splits
        Each split's name and pairs, one row per customer and candidate: `split_name`, `as_of_date`,
        `KEYS`, `archetype`, `stone`, `price`, `prior_probability`, `archetype_probability`, and
        the features of the fit. They are looked at one after the other: all at once
        would take gigabytes.
    settings
        How probabilities become a list.

    Returns
    -------
    pyarrow.Table
        `LISTS_SCHEMA`; the score is the probability that a buyer takes the
        item. Where a split has no trees, the candidates' prior probabilities stand in.
    """
    fits = {record["split_name"]: record for record in without_failures(fit).to_pylist()}
    return each_split(
        "next_items_scores__item_ranker",
        splits,
        lambda split_name, rows: _rank_split(fits.get(split_name), rows, settings),
        LISTS_SCHEMA,
    )


def _rank_split(fit: dict[str, object] | None, pairs: pa.Table, settings: ListSettings) -> pa.Table:
    probability = pairs["prior_probability"].to_numpy()
    if fit and fit["model_text"]:
        trees = lgb.Booster(model_str=str(fit["model_text"]))
        names = [str(name) for name in fit["feature_names"]]  # type: ignore[attr-defined]
        probability = predict(trees, _features(pairs, names))
    taste = np.nan_to_num(pairs["archetype_probability"].to_numpy())
    worth = probability + settings.taste_weight * taste
    customer_codes = _codes(pairs["customer_id"])
    item_codes = _codes(pairs["item_id"])
    order = np.lexsort((item_codes, -worth, customer_codes))
    looks = Looks(
        archetype=_codes(pairs["archetype"])[order],
        stone=_codes(pc.fill_null(pairs["stone"], ""))[order],
        log_price=np.nan_to_num(np.log(pairs["price"].to_numpy()[order])),
    )
    rows, ranks = diverse_order(
        customer_codes[order], worth[order], looks, settings.length, settings.diversity
    )
    kept = order[rows]
    return pa.table(
        {
            "split_name": pairs["split_name"].take(kept),
            "as_of_date": pairs["as_of_date"].take(kept).cast(pa.date32()),
            "customer_id": pairs["customer_id"].take(kept),
            "rank": pa.array(ranks, pa.int32()),
            "item_id": pairs["item_id"].take(kept),
            "score": probability[kept],
        },
    )


def _features(pairs: pa.Table, names: list[str]) -> npt.NDArray[np.float32]:
    """Lay the features out as a matrix, shape (pairs, features); unknown is not a number."""
    matrix = np.empty((len(pairs), len(names)), dtype=np.float32)
    for place, name in enumerate(names):
        matrix[:, place] = pairs[name].to_numpy()
    return matrix


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Encode the values of a text column as numbers in the order of the alphabet."""
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_numpy(zero_copy_only=False)
    place = np.empty(len(values), dtype=np.int64)
    order = np.argsort(values.astype(str), kind="stable")
    place[order] = np.arange(len(values))
    return np.asarray(place[encoded.indices.to_numpy()])
