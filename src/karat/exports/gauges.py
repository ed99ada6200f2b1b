"""What monitoring tools watch: figures off the published file, as gauges of Prometheus.

The service gives them at `/metrics`. For a machine that serves nothing, `make metrics-file`, or any
`make build` with `KARAT_METRICS_FILE` set, writes them for node_exporter's textfile collector:

    python -m karat.exports.gauges [--exit-code …]

No label holds what grows without end, and none what is about a customer.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from karat.exports.published import ExportError, open_published
from karat.publication import published_path

PREFIX = "karat_"


@dataclass(frozen=True)
class Gauge:
    """A figure of the publication.

    Attributes
    ----------
    name, help
        Its name without the prefix, and what it means.
    query
        Its labels as texts, then its value: a row a series.
    """

    name: str
    help: str
    query: str


@dataclass(frozen=True)
class Sample:
    """A series of a gauge, as it stands."""

    name: str
    labels: tuple[tuple[str, str], ...]
    value: float


_LAST_RUN = "from monitoring.run_history qualify row_number() over (order by ended_at desc) = 1"
_CLOSED = """
    from monitoring.decay where segment_kind = 'all'
    qualify rank() over (partition by horizon_days order by as_of_date desc) = 1
"""
_ACTIVE = "from monitoring.model_registry where is_active"

GAUGES = (
    Gauge(
        "last_sale_timestamp_seconds",
        "The last day of the sales, as Unix time.",
        "select epoch(max(night)) from monitoring.nights",
    ),
    Gauge(
        "alarms",
        "Alarms of the last night, by rule.",
        """
        select rule, count(alarms.night)
        from unnest([
            'decay', 'inputs', 'lost_customers', 'lost_month', 'old_fit', 'scores'
        ]) as rules (rule)
        left join (
            from monitoring.alarms where night = (select max(night) from monitoring.nights)
        ) as alarms using (rule)
        group by rule
        """,
    ),
    Gauge(
        "publication_timestamp_seconds",
        "The end of the run that published, as Unix time.",
        f"select epoch(ended_at) {_LAST_RUN}",
    ),
    Gauge(
        "publication_run_seconds",
        "How long the run that published took.",
        f"select epoch(ended_at) - epoch(started_at) {_LAST_RUN}",
    ),
    Gauge(
        "publication_warnings",
        "Warnings of the run that published.",
        f"select warned_count {_LAST_RUN}",
    ),
    Gauge(
        "layer_seconds",
        "What the tables of a layer took in the run that published, one after the other.",
        f"""
        select layer, sum(seconds) from monitoring.run_steps
        where run_id = (select run_id {_LAST_RUN}) group by layer
        """,
    ),
    Gauge(
        "feature_drift_distance",
        "How far a feature lies from before, in its own restlessness.",
        "select feature, distance from monitoring.feature_drift where is_tonight",
    ),
    Gauge(
        "feature_drift_threshold",
        "The distance beyond which a feature is an alarm.",
        "select max(threshold) from monitoring.feature_drift where is_tonight",
    ),
    Gauge(
        "feature_psi",
        "The population stability index of a feature.",
        "select feature, psi from monitoring.feature_drift where is_tonight",
    ),
    Gauge(
        "feature_missing_ratio",
        "The share of a feature's cells that have no value.",
        "select feature, missing_share from monitoring.feature_drift where is_tonight",
    ),
    Gauge(
        "expected_buyers",
        "The sum of the chances to buy within so many days.",
        """
        select cast(horizon_days as varchar) as horizon_days, expected_buyers
        from monitoring.score_drift where is_tonight
        """,
    ),
    Gauge(
        "score_shape_distance",
        "How far the chances' shape has moved since a window ago, in average chances.",
        """
        select cast(horizon_days as varchar) as horizon_days, shape_distance
        from monitoring.score_drift where is_tonight
        """,
    ),
    *(
        Gauge(
            name,
            meaning,
            f"""
            select metric_name as metric, cast(horizon_days as varchar) as horizon_days, {column}
            {_CLOSED}
            """,
        )
        for name, column, meaning in (
            ("live_metric", "metric_value", "What predictions were worth, latest closed window."),
            ("live_metric_promised_lower", "promised_lower", "The least that checks promised."),
            ("live_metric_promised_upper", "promised_upper", "The most that checks promised."),
        )
    ),
    Gauge(
        "champion_metric",
        "The primary metric of each task's champion, by the window that it was judged in.",
        """
        select task, split_name as split, model_name as model, primary_metric as metric,
            metric_value
        from evaluation.model_leaderboard where is_champion
        """,
    ),
    Gauge(
        "fit_info",
        "Which version of the fits predicts, and whom it chose.",
        f"""
        select version, next_purchase_model, coalesce(next_items_model, '') as next_items_model, 1
        {_ACTIVE}
        """,
    ),
    Gauge(
        "fit_trained_until_timestamp_seconds",
        "The last day that the fits know, as Unix time.",
        f"select epoch(trained_until) {_ACTIVE}",
    ),
)
RUN_GAUGES = (
    Gauge("last_run_exit_code", "How the last run ended: 0 for well, whatever it published.", ""),
    Gauge("last_run_end_timestamp_seconds", "When the last run ended, as Unix time.", ""),
)
"""What only the run itself knows, for one that fails publishes nothing."""


def read_samples(published: duckdb.DuckDBPyConnection) -> Iterator[Sample]:
    """Read all gauges off a publication.

    A table that an earlier release did not publish, and a figure that is not known, have no series.
    """
    for gauge in GAUGES:
        try:
            result = published.execute(gauge.query)
        except (duckdb.CatalogException, duckdb.BinderException):
            continue
        *names, _ = (column[0] for column in result.description or ())
        for *labels, value in sorted(result.fetchall(), key=repr):
            if value is not None:
                yield Sample(gauge.name, tuple(zip(names, labels, strict=True)), float(value))


def run_samples(exit_code: int) -> list[Sample]:
    """Return how a run ended, just now."""
    values = (float(exit_code), time.time())
    return [Sample(gauge.name, (), value) for gauge, value in zip(RUN_GAUGES, values, strict=True)]


def families(samples: Iterable[Sample]) -> list[GaugeMetricFamily]:
    """Return samples as Prometheus' client takes them."""
    helps = {gauge.name: gauge.help for gauge in (*GAUGES, *RUN_GAUGES)}
    found: dict[str, GaugeMetricFamily] = {}
    for sample in samples:
        family = found.setdefault(
            sample.name,
            GaugeMetricFamily(
                PREFIX + sample.name, helps[sample.name], labels=[name for name, _ in sample.labels]
            ),
        )
        family.add_metric([value for _, value in sample.labels], sample.value)
    return list(found.values())


class _Samples(Collector):
    def __init__(self, samples: Iterable[Sample]) -> None:
        self._families = families(samples)

    def collect(self) -> Iterable[Metric]:
        return self._families


def write_metrics_file(published: Path, path: Path, exit_code: int | None = None) -> None:
    """Write all gauges into a file that appears whole, in the place of the last.

    Parameters
    ----------
    published
        The file that a build has published; where there is none, only the run is told of.
    path
        The file; node_exporter reads the `*.prom` of its folder.
    exit_code
        How a run has just ended, where one has.

    Raises
    ------
    ExportError
        If there is nothing to tell, or the file can't be written.
    """
    samples = [] if exit_code is None else run_samples(exit_code)
    try:
        with open_published(published) as connection:
            samples += read_samples(connection)
    except ExportError:
        if not samples:
            raise
    registry = CollectorRegistry()
    registry.register(_Samples(samples))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise ExportError(
            f"The metrics could not be written to {path} ({error.strerror}). Set "
            "KARAT_METRICS_FILE to a file in a folder that may be written to."
        ) from None


def main() -> None:
    """Read the environment and write the file."""
    parser = argparse.ArgumentParser(prog="karat.exports.gauges", allow_abbrev=False)
    parser.add_argument("--exit-code", type=int, help="how a run has just ended")
    exit_code = parser.parse_args().exit_code
    path = Path(os.environ.get("KARAT_METRICS_FILE", "").strip() or "warehouse/karat.prom")
    try:
        write_metrics_file(published_path(), path, exit_code)
    except ExportError as error:
        sys.exit(str(error))
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
