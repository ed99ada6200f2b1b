"""Tells MLflow, where `MLFLOW_TRACKING_URI` says that there is one.

A version of the fits is a run, with a run below it for each family, and a version of the registered
model `karat`; the alias `champion` stands at the version that predicts, so it follows trainings and
rollbacks. What is there is not told twice.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from karat.modelling.extras import library
from karat.tracking.fits import Fit

MODEL, ALIAS = "karat", "champion"
VERSION_TAG = "karat.version"

IMPATIENT = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}
"""A server that is down holds nobody up for minutes, as its client's own settings would; and
nothing is told to whom nobody named."""


def log_fits(fits: Sequence[Fit]) -> int:
    """Tell the versions that the server does not know, and which one predicts.

    Parameters
    ----------
    fits
        All versions, the oldest first.

    Returns
    -------
    int
        How many were new.
    """
    for name, value in IMPATIENT.items():
        os.environ.setdefault(name, value)
    client = library("mlflow", "mlflow", "tracking").MlflowClient()
    experiment = _experiment(client, os.environ.get("MLFLOW_EXPERIMENT_NAME", "").strip() or MODEL)
    _registered_model(client)
    new = 0
    for fit in fits:
        run_id = _finished_run(client, experiment, fit.version)
        if run_id is None:
            run_id = _log(client, experiment, fit)
            new += 1
        model_version = _model_version(client, run_id, fit)
        if fit.is_active and _champion(client) != model_version:
            client.set_registered_model_alias(MODEL, ALIAS, model_version)
    return new


def _experiment(client: Any, name: str) -> str:
    found = client.get_experiment_by_name(name)
    return str(found.experiment_id if found else client.create_experiment(name))


def _registered_model(client: Any) -> None:
    if not client.search_registered_models(f"name = '{MODEL}'"):
        client.create_registered_model(
            MODEL, description="The fits of Karat: when customers buy next, and what."
        )


def _finished_run(client: Any, experiment: str, version: str) -> str | None:
    """Return the run of a version; one that was cut short does not count, and is told anew."""
    runs = client.search_runs(
        [experiment],
        f"tags.`{VERSION_TAG}` = '{version}' and attributes.status = 'FINISHED'",
        max_results=1,
    )
    return str(runs[0].info.run_id) if runs else None


def _log(client: Any, experiment: str, fit: Fit) -> str:
    """Tell a version; its run is finished once everything below it is."""
    run_id = _run(client, experiment, fit.version, fit.metrics, {})
    for family in fit.families:
        tags = {
            "mlflow.parentRunId": run_id,
            "karat.task": family.task,
            "karat.family": family.model_name,
        }
        name = f"{family.task} {family.model_name} {fit.version}"
        child = _run(client, experiment, name, family.metrics, tags)
        client.set_terminated(child)
    for name, value in fit.parameters.items():
        client.log_param(run_id, name, value)
    with tempfile.TemporaryDirectory(prefix="karat-tracking-") as folder:
        for table, text in (fit.tables or {}).items():
            path = Path(folder, f"{table}.csv")
            path.write_text(text, encoding="utf-8")
        client.log_artifacts(run_id, folder, "tables")
    client.set_tag(run_id, VERSION_TAG, fit.version)
    client.set_terminated(run_id)
    return run_id


def _run(
    client: Any, experiment: str, name: str, metrics: Mapping[str, float], tags: Mapping[str, str]
) -> str:
    run_id = str(client.create_run(experiment, run_name=name, tags=dict(tags)).info.run_id)
    entities = library("mlflow.entities", "mlflow", "tracking")
    now = int(1000 * time.time())
    client.log_batch(
        run_id, metrics=[entities.Metric(key, value, now, 0) for key, value in metrics.items()]
    )
    return run_id


def _model_version(client: Any, run_id: str, fit: Fit) -> str:
    found = client.search_model_versions(f"name = '{MODEL}' and run_id = '{run_id}'")
    if found:
        return str(found[0].version)
    source = client.get_run(run_id).info.artifact_uri
    made = client.create_model_version(
        MODEL, f"{source}/tables", run_id, tags={VERSION_TAG: fit.version}
    )
    return str(made.version)


def _champion(client: Any) -> str | None:
    model = client.get_registered_model(MODEL)
    found = model.aliases.get(ALIAS)
    return None if found is None else str(found)
