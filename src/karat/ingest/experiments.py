"""Reads a shop's experiments: what it declares before one starts, and whom it then showed what."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from datetime import date
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from karat.ingest.declarations import Name, read_declarations
from karat.ingest.errors import IngestError
from karat.ingest.events import NAME, read_events, read_moment
from karat.ingest.layout import EXPOSURES, Warn

logger = logging.getLogger(__name__)

EXPERIMENTS_SCHEMA = pa.schema(
    [
        ("experiment_name", pa.string()),
        ("arm", pa.string()),
        ("arm_number", pa.int64()),
        ("share", pa.float64()),
        ("starts_on", pa.date32()),
        ("ends_on", pa.date32()),
        ("population", pa.string()),
        ("primary_metric", pa.string()),
        ("interval_kind", pa.string()),
        ("effect", pa.float64()),
        ("fingerprint", pa.string()),
    ]
)

EXPOSURES_SCHEMA = pa.schema(
    [
        ("experiment_name", pa.string()),
        ("customer_id", pa.string()),
        ("arm", pa.string()),
        ("shown_at", pa.timestamp("us")),
    ]
)

CONTROL = "control"
HOLD_OUT = "hold_out"

Share = Annotated[float, Field(gt=0, lt=1, strict=True)]


class _Experiment(BaseModel):
    """One experiment as the file declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    starts_on: date
    ends_on: date
    population: Name
    arms: Annotated[dict[Name, Share], Field(min_length=2, max_length=6)]
    primary_metric: Literal[
        "conversion", "revenue_per_customer", "average_order_value", "retention"
    ]
    intervals: Literal["fixed_horizon", "always_valid"]
    effect: Annotated[float, Field(gt=0, lt=100, strict=True)]

    @model_validator(mode="after")
    def _hold_together(self) -> _Experiment:
        if self.starts_on >= self.ends_on:
            raise ValueError("starts_on must lie before ends_on")
        if CONTROL not in self.arms or HOLD_OUT in self.arms:
            raise ValueError(
                f"one arm must be named {CONTROL}, and none {HOLD_OUT}, which takes part in nothing"
            )
        if not math.isclose(sum(self.arms.values()), 1, abs_tol=1e-9):
            raise ValueError("the shares of the arms must add up to 1")
        return self


_EXPERIMENTS = TypeAdapter(list[_Experiment])


def read_experiments(path: str) -> pa.Table:
    """Read the experiments that a shop declares.

    Parameters
    ----------
    path
        A YAML file, a list of experiments; docs/methods/experiments.md tells what one holds.

    Returns
    -------
    pyarrow.Table
        `EXPERIMENTS_SCHEMA`, a row per experiment and arm. The `fingerprint` changes with anything
        that the experiment declares, and not with how the file spells it.

    Raises
    ------
    IngestError
        When the file can't be read, or an experiment could not be assigned or read out as declared.
    """
    experiments = read_declarations(path, _EXPERIMENTS, what="experiment")
    rows = [row for experiment in experiments for row in _rows(experiment)]
    return pa.Table.from_pylist(rows, schema=EXPERIMENTS_SCHEMA)


def _rows(experiment: _Experiment) -> list[dict[str, Any]]:
    declared = json.dumps(experiment.model_dump(mode="json"), sort_keys=True)
    arms = sorted(experiment.arms.items(), key=lambda arm: (arm[0] != CONTROL, arm[0]))
    return [
        {
            "experiment_name": experiment.name,
            "arm": arm,
            "arm_number": number,
            "share": share,
            "starts_on": experiment.starts_on,
            "ends_on": experiment.ends_on,
            "population": experiment.population,
            "primary_metric": experiment.primary_metric,
            "interval_kind": experiment.intervals,
            "effect": experiment.effect,
            "fingerprint": hashlib.sha256(declared.encode()).hexdigest()[:10],
        }
        for number, (arm, share) in enumerate(arms, start=1)
    ]


def read_exposures(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read who was shown what in an experiment.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with the columns
        `customer_id`, `experiment`, `arm` and `shown_at` (a day such as 2026-02-14, or a day and
        a time).
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `EXPOSURES_SCHEMA`, a row for each of the file; times are as written, without a zone.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is not whole. The cell is not repeated, since it may
        be a name or a phone.
    """
    rows = []
    for at, customer_id, (experiment, arm, shown_at) in read_events(
        path, EXPOSURES, source="experiments.assignments", warn=warn
    ):
        if not NAME.fullmatch(experiment) or not NAME.fullmatch(arm):
            raise IngestError(
                f"{at}: no experiment or no arm. Take both from experiments.assignments."
            )
        rows.append(
            {
                "experiment_name": experiment,
                "customer_id": customer_id,
                "arm": arm,
                "shown_at": read_moment(shown_at, at, "shown_at"),
            }
        )
    return pa.Table.from_pylist(rows, schema=EXPOSURES_SCHEMA)
