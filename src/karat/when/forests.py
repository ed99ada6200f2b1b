"""What forests share: scikit-learn's trees as columns, and the leaf that a row falls to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

TREE_FIELDS = [
    ("split_name", pa.string()),
    ("tree", pa.int32()),
    ("feature_names", pa.list_(pa.string())),
    ("feature", pa.list_(pa.int32())),
    ("threshold", pa.list_(pa.float64())),
    ("left", pa.list_(pa.int32())),
    ("right", pa.list_(pa.int32())),
]
"""The columns of a row per split and tree; the lists have an entry per node, the root first. A node
sends values up to `threshold` to `left`; a leaf has -1 for both sides."""


def nodes_of(tree: Any) -> dict[str, Any]:
    """Lay the nodes of one of scikit-learn's trees out as the last of `TREE_FIELDS`."""
    return {
        "feature": tree.feature,
        "threshold": tree.threshold,
        "left": tree.children_left,
        "right": tree.children_right,
    }


def leaves_of(
    tree: Mapping[str, Any], values: npt.NDArray[np.floating[Any]]
) -> npt.NDArray[np.int64]:
    """Return the leaf that each row falls to; shape (rows,)."""
    feature, threshold, left, right = (
        np.asarray(tree[name]) for name in ("feature", "threshold", "left", "right")
    )
    # scikit-learn compares in single precision.
    single = values.astype(np.float32)
    node = np.zeros(len(values), dtype=int)
    while (inner := np.flatnonzero(left[node] >= 0)).size:
        at = node[inner]
        goes_left = single[inner, feature[at]] <= threshold[at]
        node[inner] = np.where(goes_left, left[at], right[at])
    return node
