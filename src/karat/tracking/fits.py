"""The versions of the fits that a publication knows, as trackers take them.

Read off the published file alone, so that nothing personal is told, and nothing that readers have
not seen. Every version is there, whichever build was not tracked; how the families compared is
known of the version that was trained last.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from karat.exports.published import ExportError, open_published

FIGURES = (
    "next_purchase_validation_value",
    "next_purchase_test_value",
    "next_purchase_lead",
    "next_items_validation_value",
    "next_items_test_value",
    "next_items_lead",
    "sale_count",
    "customer_count",
)
"""Of the registry, what is a metric of a version."""

FACTS = (
    "version",
    "compared_with",
    "trained_from",
    "trained_until",
    "sales_fingerprint",
    "parameters_fingerprint",
    "validation_start",
    "judged_horizon_days",
    "next_purchase_model",
    "next_items_model",
    "is_synthetic",
)
"""And what is a parameter, beside the settings."""

TABLES = (
    "evaluation.model_leaderboard",
    "evaluation.family_health",
    "evaluation.next_purchase_metrics",
    "evaluation.next_item_metrics",
    "evaluation.value_metrics",
    "monitoring.next_purchase_calibration",
)
"""What goes with the version that was trained last; none is about a customer."""

_METRICS = """
    select 'next_purchase' as task, model_name,
        concat_ws('/', split_name, metric_name || coalesce('_' || horizon_days || 'd', '')) as name,
        metric_value
    from evaluation.next_purchase_metrics
    union all
    select 'next_items', model_name,
        concat_ws('/', split_name, item_level, metric_name || coalesce('_at_' || k, '')),
        metric_value
    from evaluation.next_item_metrics
    union all
    select 'customer_value', model_name,
        concat_ws('/', split_name, metric_name || coalesce('_' || horizon_days || 'd', '')),
        metric_value
    from evaluation.value_metrics
    order by all
"""

_TRAINED_LAST = """
    select version
    from monitoring.model_registry as registry
    where not exists (
        select 1 from evaluation.model_leaderboard as champions
        where champions.is_champion and champions.split_name = 'validation' and (
            champions.task = 'next_purchase' and (
                champions.model_name is distinct from registry.next_purchase_model
                or champions.metric_value is distinct from registry.next_purchase_validation_value
            )
            or champions.task = 'next_items' and (
                champions.model_name is distinct from registry.next_items_model
                or champions.metric_value is distinct from registry.next_items_validation_value
            )
        )
    )
    order by first_activation_number desc
    limit 1
"""
"""The version whose champions those of the leaderboard are: after a rollback not the active one."""


@dataclass(frozen=True)
class Family:
    """How a family of a task did, by metric and window."""

    task: str
    model_name: str
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Fit:
    """A version of the fits.

    Attributes
    ----------
    version
        Made of the parameters, the sales and the settings: the same training has the same one.
    is_active
        Whether it is the one that predicts.
    parameters, metrics
        What it was made from, and how good it is.
    families
        How all families did; empty for a version that was not trained last.
    tables
        CSV by the name of a table; empty for the same.
    """

    version: str
    is_active: bool
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    families: tuple[Family, ...] = ()
    tables: Mapping[str, str] | None = None


def read_fits(published: Path) -> list[Fit]:
    """Read the versions of a publication, the oldest first.

    Raises
    ------
    ExportError
        If there is no published file, or one of another release.
    """
    with open_published(published) as connection:
        try:
            rows = connection.sql("from monitoring.model_registry order by first_activation_number")
            registry = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
            trained_last = connection.sql(_TRAINED_LAST).fetchall()
            families, tables = _families(connection), _tables(connection)
        except (duckdb.CatalogException, duckdb.BinderException):
            raise ExportError(
                f"The published file {published} is not of this version of Karat. Publish it anew "
                "with make build."
            ) from None
    return [
        Fit(
            version=row["version"],
            is_active=row["is_active"],
            parameters=_parameters(row),
            metrics=finite({name: row[name] for name in FIGURES}),
            families=families if (row["version"],) in trained_last else (),
            tables=tables if (row["version"],) in trained_last else None,
        )
        for row in registry
    ]


def finite(metrics: Mapping[str, float | None]) -> dict[str, float]:
    """Leave out what no tracker can hold: MLflow gives an infinity back as 1.8e308."""
    return {
        name: float(value)
        for name, value in metrics.items()
        if value is not None and math.isfinite(value)
    }


def _parameters(row: Mapping[str, Any]) -> dict[str, str]:
    facts = {name: str(row[name]) for name in FACTS if row[name] is not None}
    settings = {
        f"settings.{name}": value if isinstance(value, str) else json.dumps(value)
        for name, value in json.loads(row["settings"]).items()
    }
    return {**facts, **settings}


def _families(connection: duckdb.DuckDBPyConnection) -> tuple[Family, ...]:
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    for task, model_name, name, value in connection.sql(_METRICS).fetchall():
        found.setdefault((task, model_name), {})[name] = value
    return tuple(Family(*key, finite(metrics)) for key, metrics in sorted(found.items()))


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {
        table: connection.sql(f"from {table}").df().to_csv(index=False, lineterminator="\n")
        for table in TABLES
    }
