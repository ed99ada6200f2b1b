"""Prometheus metrics: what was asked, how it went, and how old the predictions are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from karat.api.keeper import Keeper
from karat.api.shown import ShownLog
from karat.api.store import Store
from karat.exports.gauges import families

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The service's metrics, in a registry of their own.

    Routes are counted by their template, so that no customer's id becomes a label.
    """

    def __init__(self, keeper: Keeper, shown: ShownLog, today: Callable[[], date]) -> None:
        # A series more for each of a route's, which says when it began; restarts show in process_….
        # The library has typed all but this function.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "karat_api_requests", "Requests answered.", ["route", "status"], registry=self._registry
        )
        self._errors = Counter(
            "karat_api_errors",
            "Requests that the service failed: status 500 and above.",
            ["route"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "karat_api_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["route"],
            buckets=LATENCY_BUCKETS,
            registry=self._registry,
        )
        self._phones = Counter(
            "karat_api_phones",
            "Phones looked up; where none is known, the salt is not that of the ids.",
            ["outcome"],
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_State(keeper, shown, today))

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if status >= 500:
            self._errors.labels(route).inc()

    def count_phones(self, outcomes: Iterable[str]) -> None:
        """Count phones by what they came to."""
        for outcome in outcomes:
            self._phones.labels(outcome).inc()

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _State(Collector):
    """What is read when Prometheus asks, not counted as it happens."""

    def __init__(self, keeper: Keeper, shown: ShownLog, today: Callable[[], date]) -> None:
        self._keeper = keeper
        self._shown = shown
        self._today = today

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(
            "karat_publications_taken_up", "Publications taken up.", self._keeper.taken_up
        )
        yield CounterMetricFamily(
            "karat_publications_failed", "Publications not taken up.", self._keeper.failures
        )
        yield CounterMetricFamily(
            "karat_shown_log_failures",
            "Lines of the log of what was shown that were lost.",
            self._shown.failures,
        )
        yield GaugeMetricFamily(
            "karat_api_ready", "1 when there is something to serve.", self._keeper.is_ready
        )
        if self._keeper.is_ready:
            yield from self._of_predictions(self._keeper.store)

    def _of_predictions(self, store: Store) -> Iterator[Metric]:
        age = (self._today() - store.as_of_date).days
        as_of = datetime.combine(store.as_of_date, time(), UTC).timestamp()
        yield GaugeMetricFamily(
            "karat_predictions_age_days", "Days since the predictions' as-of date.", age
        )
        yield GaugeMetricFamily(
            "karat_predictions_as_of_timestamp_seconds", "The as-of date, as Unix time.", as_of
        )
        yield GaugeMetricFamily(
            "karat_predictions_customers", "Customers served.", store.customer_count
        )
        yield InfoMetricFamily(
            "karat_predictions",
            "What is served.",
            {
                "version": store.version,
                "as_of_date": store.as_of_date.isoformat(),
                "next_purchase_model": store.next_purchase_model,
                "next_items_model": store.next_items_model or "",
                "is_synthetic": str(store.is_synthetic).lower(),
            },
        )
        yield from families(store.gauges)
