"""Fits told to trackers: what each was made from, how good it is, which one predicts."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from karat.tracking.fits import read_fits

TRACKERS = {
    "MLFLOW_TRACKING_URI": ("MLflow", "karat.tracking.mlflow"),
    "WANDB_PROJECT": ("Weights & Biases", "karat.tracking.wandb"),
}
"""By the variable that asks for it; all else is told by the tracker's own variables."""


def trackers() -> dict[str, str]:
    """Return the names of the trackers that are set, and the modules that tell them."""
    return dict(told for name, told in TRACKERS.items() if os.environ.get(name, "").strip())


def track(published: Path) -> list[str]:
    """Tell the trackers that are set of the fits that a publication knows.

    Parameters
    ----------
    published
        The file that a build has published.

    Returns
    -------
    list of str
        What could not be told, in a sentence each: no tracker fails a run.
    """
    untold = []
    for name, module in trackers().items():
        try:
            importlib.import_module(module).log_fits(read_fits(published))
        except Exception as error:  # whatever a server or its client comes up with
            reason = str(error).strip().split("\n", maxsplit=1)[0][:160]
            untold.append(
                f"{name} was not told of the fits ({reason}). The next run tells it, and so does"
                " make tracking."
            )
    return untold
