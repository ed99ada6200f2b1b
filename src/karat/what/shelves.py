"""From the entries that a recommender puts first to the items of theirs that can be sold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from karat.what.lists import best_columns

BATCH = 4096
"""Customers whose lists are laid out at once."""


@dataclass(frozen=True)
class Shelves:
    """The items that can be sold, by the entry that they are of.

    Attributes
    ----------
    entries
        Positions among the known entries of those that have items, in the order of their first
        items, so that equal entries stand as their items do.
    items
        The first items of each, shape (entries, at most a list's length): positions in `item_ids`,
        -1 where there are fewer.
    item_ids
        All items that can be sold and are of a known entry, those that come first on equal scores
        first.
    list_length
        Items that a list holds at most.
    """

    entries: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]
    item_ids: pa.Array
    list_length: int

    def best(self, scores: npt.NDArray[np.float32]) -> tuple[pa.Array, npt.NDArray[np.float64]]:
        """Fill lists from the scores of all of `entries`, shape (customers, entries).

        Returns
        -------
        tuple
            As `lists` does.
        """
        best = best_columns(scores, self.list_length)
        return self.lists(best, np.take_along_axis(scores, best, axis=1))

    def lists(
        self, best: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]
    ) -> tuple[pa.Array, npt.NDArray[np.float64]]:
        """Fill lists from the items of each customer's best entries.

        Parameters
        ----------
        best
            Rows of `items`, shape (customers, best entries).
        scores
            Of those entries, of the same shape.

        Returns
        -------
        tuple
            The items, one list after the other, and their scores, shape (customers, length).
        """
        items = self.items[best]
        of_items = np.where(items < 0, -np.inf, scores[:, :, None]).reshape(len(items), -1)
        positions = items.reshape(len(items), -1)
        length = min(self.list_length, len(self.item_ids))
        order = np.lexsort((positions, -of_items), axis=1)[:, :length]
        chosen = np.take_along_axis(positions, order, axis=1)
        return (
            self.item_ids.take(pa.array(chosen.ravel())),
            np.take_along_axis(of_items, order, axis=1).astype(np.float64),
        )


def shelves(items: pd.DataFrame, column: str, known: pd.Index, list_length: int) -> Shelves:
    """Put the items that can be sold by their entries; items of unknown entries are left out.

    Equal scores go to the item that sells better: twins of one archetype have the same score.

    Parameters
    ----------
    items
        What can be sold: `item_id`, `buyers_90d` and `column`.
    column
        The column of the entry.
    known
        The ids of the entries that scores are known for.
    list_length
        Items that a list holds at most.
    """
    scorable = items[items[column].isin(known)].sort_values(
        ["buyers_90d", "item_id"], ascending=[False, True]
    )
    entry_of_item, entries = pd.factorize(scorable[column])
    by_entry = np.argsort(entry_of_item, kind="stable")
    sizes = np.bincount(entry_of_item)
    place = np.arange(len(by_entry)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = place < list_length
    width = min(list_length, int(sizes.max(initial=0)))
    first = np.full((len(sizes), width), -1, dtype=np.int64)
    first[entry_of_item[by_entry][kept], place[kept]] = by_entry[kept]
    item_ids = pa.array(scorable["item_id"], pa.string())
    return Shelves(known.get_indexer(pd.Index(entries)), first, item_ids, list_length)
