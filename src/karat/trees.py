"""Boosted trees by LightGBM: the same on any machine, and safe in several threads at once.

LightGBM keeps one number of threads for the whole process. A call that names none sets it to all
cores; a training in another thread then writes past the buffers that it made for one, and the
process dies. So each call names one thread, and splits and models run side by side instead.
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

THREADS = 1

REPRODUCIBLE: dict[str, object] = {
    "num_threads": THREADS,
    "seed": 20240101,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
"""Parameters of every training."""


def predict(
    trees: lgb.Booster, features: npt.NDArray[np.floating], **output: bool
) -> npt.NDArray[np.float64]:
    """Predict from fitted trees.

    Parameters
    ----------
    trees
        Fitted.
    features
        Shape (rows, features).
    output
        What is asked for, in LightGBM's words: `raw_score` or `pred_contrib`.

    Returns
    -------
    numpy.ndarray
        Shape (rows,), or (rows, features + 1) for contributions.
    """
    return np.asarray(trees.predict(features, num_threads=THREADS, **output))
