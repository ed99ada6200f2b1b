"""Reads a shop's experiments: what it declares before one starts, and whom it then showed what."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from karat.ingest.customer_ids import CUSTOMER_ID
from karat.ingest.errors import IngestError
from karat.ingest.layout import EXPOSURES, Warn
from karat.ingest.reading import read_files

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

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
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
    file = Path(path).expanduser()
    try:
        experiments = _EXPERIMENTS.validate_python(yaml.safe_load(file.read_text("utf-8")) or [])
    except (OSError, UnicodeDecodeError):
        raise IngestError(
            f"{file.name} can't be read. Give the path of one text file in UTF-8."
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise IngestError(
            f"{file.name}{f', line {mark.line + 1}' if mark else ''}: not valid YAML. Compare it "
            "with the example in docs/methods/experiments.md, and mind the spaces."
        ) from None
    except ValidationError as error:
        raise IngestError(
            f"{file.name}{_place(error)}: {error.errors()[0]['msg'].removeprefix('Value error, ')}."
            " docs/methods/experiments.md says what an experiment holds."
        ) from None
    names = [experiment.name for experiment in experiments]
    for name in names:
        if names.count(name) > 1:
            raise IngestError(f"{file.name}: two experiments are named {name}. Name each once.")
    rows = [row for experiment in experiments for row in _rows(experiment)]
    return pa.Table.from_pylist(rows, schema=EXPERIMENTS_SCHEMA)


def _place(error: ValidationError) -> str:
    """Return where in the file a mistake is, counted from 1 as people do."""
    parts = [
        f"experiment {part + 1}" if isinstance(part, int) else part
        for part in error.errors()[0]["loc"]
        if part != "[key]"
    ]
    return "".join(f", {part}" for part in parts)


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
    columns = ("customer_id", "experiment", "arm", "shown_at")
    for row in read_files(path, (EXPOSURES,), columns, warn).to_pylist():
        at = f"{row['source_file']}, row {row['source_row']}"
        if row["read_problem"] == "repeated_header":
            continue
        if row["read_problem"]:
            raise IngestError(f"{at}: the row doesn't fit the header ({row['read_problem']}).")
        customer_id, experiment, arm, shown_at = (
            (row[column] or "").strip().lower() for column in columns
        )
        if not CUSTOMER_ID.fullmatch(customer_id):
            raise IngestError(
                f"{at}, column customer_id: not the id of a customer, which is 16 digits and "
                "letters from a to f. Take it from experiments.assignments."
            )
        if not re.fullmatch(r"[a-z][a-z0-9_]*", experiment) or not re.fullmatch(
            r"[a-z][a-z0-9_]*", arm
        ):
            raise IngestError(
                f"{at}: no experiment or no arm. Take both from experiments.assignments."
            )
        rows.append(
            {
                "experiment_name": experiment,
                "customer_id": customer_id,
                "arm": arm,
                "shown_at": _moment(shown_at, at),
            }
        )
    return pa.Table.from_pylist(rows, schema=EXPOSURES_SCHEMA)


def _moment(text: str, at: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper()).replace(tzinfo=None)
    except ValueError:
        raise IngestError(
            f"{at}, column shown_at: not a day. Write it as 2026-02-14, or 2026-02-14 18:30."
        ) from None
