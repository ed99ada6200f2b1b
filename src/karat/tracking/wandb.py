"""Tells Weights & Biases, where `WANDB_PROJECT` names a project; offline by `WANDB_MODE=offline`.

A version of the fits is a run, with what came of each family in its summary, and a version of the
artifact `karat`; the alias `champion` goes to the version that predicts. W&B can't be asked offline
what it knows, so a file beside its own runs keeps that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from karat.modelling.extras import library
from karat.tracking.fits import Fit

ARTIFACT, ALIAS = "karat", "champion"

SETTINGS = {
    "host": "karat",
    "silent": True,
    "console": "off",
    "disable_git": True,
    "save_code": False,
    "x_disable_meta": True,
    "x_disable_stats": True,
    "init_timeout": 20.0,
    "login_timeout": 10.0,
}
"""Nothing of the machine, the code or the screen is told; who doesn't answer is not waited for."""


def log_fits(fits: Sequence[Fit]) -> int:
    """Tell the versions that have not been told, and which one predicts.

    Parameters
    ----------
    fits
        All versions, the oldest first.

    Returns
    -------
    int
        How many were new.
    """
    project = os.environ["WANDB_PROJECT"].strip()
    folder = Path(os.environ.get("WANDB_DIR", "").strip() or ".", "wandb")
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"karat-told-{project}.json"
    told = json.loads(kept.read_text("utf-8")) if kept.exists() else {"fits": [], "champion": None}
    wandb = library("wandb", "wandb", "tracking")
    new = 0
    for fit in fits:
        is_new = fit.version not in told["fits"]
        if not is_new and (not fit.is_active or told["champion"] == fit.version):
            continue
        _log(wandb, project, folder.parent, fit, is_new)
        if is_new:
            told["fits"].append(fit.version)
            new += 1
        if fit.is_active:
            told["champion"] = fit.version
    # A run that has finished may not be on the disk before W&B's own process has ended.
    wandb.teardown()
    unfinished = kept.with_suffix(".next")
    unfinished.write_text(json.dumps(told), encoding="utf-8")
    unfinished.replace(kept)
    return new


def _log(wandb: Any, project: str, folder: Path, fit: Fit, is_new: bool) -> None:
    """Tell a version; where it is known, only that it predicts again.

    The id of the run is the version: a run that was cut short is gone on with, not told twice.
    """
    run = wandb.init(
        project=project,
        id=fit.version,
        name=fit.version,
        config=dict(fit.parameters),
        dir=str(folder),
        resume="allow",
        settings=wandb.Settings(**SETTINGS),
    )
    with run:
        if is_new:
            run.log(_metrics(fit))
        run.log_artifact(
            _artifact(wandb, fit), aliases=[fit.version, *([ALIAS] if fit.is_active else [])]
        )


def _metrics(fit: Fit) -> dict[str, float]:
    families = {
        f"{family.task}/{family.model_name}/{name}": value
        for family in fit.families
        for name, value in family.metrics.items()
    }
    return {**fit.metrics, **families}


def _artifact(wandb: Any, fit: Fit) -> Any:
    """Return a version's facts and tables; the same content is the same version to W&B."""
    artifact = wandb.Artifact(ARTIFACT, type="model", metadata=dict(fit.parameters))
    for name, text in {
        "parameters.json": json.dumps(dict(fit.parameters), indent=2, sort_keys=True),
        **{f"{table}.csv": text for table, text in (fit.tables or {}).items()},
    }.items():
        with artifact.new_file(name, encoding="utf-8") as file:
            file.write(text)
    return artifact
