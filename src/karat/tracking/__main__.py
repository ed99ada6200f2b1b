"""Tell the trackers that are set of the fits of the last publication: `make tracking`."""

from __future__ import annotations

import sys

from karat.publication import published_path
from karat.tracking import track, trackers


def main() -> None:
    """Tell, or say in a sentence why not."""
    if not trackers():
        sys.exit("No tracker is set: set MLFLOW_TRACKING_URI, WANDB_PROJECT or both.")
    untold = track(published_path())
    if untold:
        sys.exit("\n".join(untold))


if __name__ == "__main__":
    main()
