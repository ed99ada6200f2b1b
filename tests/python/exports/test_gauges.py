"""What monitoring tools are told: gauges off a publication, the textfile, alerts and dashboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import PROJECT, Build
from prometheus_client.parser import text_string_to_metric_families

from karat.exports.gauges import GAUGES, PREFIX, RUN_GAUGES, read_samples, write_metrics_file
from karat.exports.published import ExportError
from karat.terminal.tools import tell_tools

LATER = {
    "live_metric",
    "live_metric_promised_lower",
    "live_metric_promised_upper",
    "score_shape_distance",
}
"""What a first night can't know: no window of its predictions has closed, none is a window old."""

OF_THE_SERVICE = ("karat_api_ready", "karat_api_requests_total", "karat_api_request_seconds_bucket",
                  "karat_publications_failed_total")  # fmt: skip


def told(path: Path) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Read a file of metrics as Prometheus does."""
    return {
        family.name: {
            tuple(sorted(sample.labels.items())): sample.value for sample in family.samples
        }
        for family in text_string_to_metric_families(path.read_text(encoding="utf-8"))
    }


class TestGauges:
    def test_a_build_tells_every_figure_in_few_series(self, small: Build, tmp_path: Path) -> None:
        write_metrics_file(small.published, path := tmp_path / "karat.prom", exit_code=0)
        found = told(path)
        missing = {gauge.name for gauge in (*GAUGES, *RUN_GAUGES)} - {
            name.removeprefix(PREFIX) for name in found
        }
        assert missing == LATER
        assert sum(len(series) for series in found.values()) < 150
        assert found["karat_last_run_exit_code"] == {(): 0.0}
        with small.connect_published() as connection:
            ((alarms, night),) = connection.sql(
                "select alarm_count, epoch(night) from monitoring.nights order by night desc"
                " limit 1"
            ).fetchall()
        assert sum(found["karat_alarms"].values()) == alarms
        assert found["karat_last_sale_timestamp_seconds"] == {(): night}

    def test_nothing_of_a_customer_is_told(self, small: Build, tmp_path: Path) -> None:
        write_metrics_file(small.published, path := tmp_path / "karat.prom")
        text = path.read_text(encoding="utf-8")
        with small.connect_published() as connection:
            values = connection.sql(
                "select customer_id from marts.dim_customers union select town from"
                " marts.dim_customers union select item_name from marts.dim_items"
            ).fetchall()
        assert len(values) > 1000
        assert not [value for (value,) in values if f'"{value}"' in text]

    def test_every_rule_has_its_series(self) -> None:
        text = (PROJECT / "models/monitoring/_monitoring__nights__models.yml").read_text("utf-8")
        rules = re.search(r"alarms_are_of_known_rules\n.*values: \[(.*?)\]", text)
        assert rules is not None
        with duckdb.connect() as connection:
            connection.execute("create schema monitoring")
            connection.execute("create table monitoring.nights (night date)")
            connection.execute("create table monitoring.alarms (night date, rule varchar)")
            samples = list(read_samples(connection))
        alarms = [sample for sample in samples if sample.name == "alarms"]
        assert {dict(sample.labels)["rule"] for sample in alarms} == set(rules[1].split(", "))
        assert {sample.value for sample in alarms} == {0.0}
        assert len(samples) == len(alarms)  # nothing is known of the rest, and nothing is told


class TestMetricsFile:
    def test_a_run_that_failed_before_any_publication_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KARAT_PUBLISHED", str(tmp_path / "published.duckdb"))
        monkeypatch.setenv("KARAT_METRICS_FILE", str(path := tmp_path / "new" / "karat.prom"))
        assert tell_tools(1) == []
        assert told(path)["karat_last_run_exit_code"] == {(): 1.0}
        assert [file.name for file in path.parent.iterdir()] == ["karat.prom"]

    def test_nothing_to_tell_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="no published file"):
            write_metrics_file(tmp_path / "published.duckdb", tmp_path / "karat.prom")

    def test_a_file_that_can_not_be_written_fails_no_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("KARAT_PUBLISHED", str(tmp_path / "published.duckdb"))
        monkeypatch.setenv("KARAT_METRICS_FILE", str(tmp_path / "file" / "karat.prom"))
        (said,) = tell_tools(0)
        assert "Set KARAT_METRICS_FILE" in said


def queries() -> Iterator[str]:
    """Tell every query of the alerts and of the dashboard."""
    rules = yaml.safe_load((PROJECT / "bi/prometheus/alerts.yml").read_text("utf-8"))
    yield from (rule["expr"] for group in rules["groups"] for rule in group["rules"])
    dashboard = json.loads((PROJECT / "bi/grafana/dashboard.json").read_text("utf-8"))
    panels = [inner for panel in dashboard["panels"] for inner in [panel, *panel.get("panels", [])]]
    yield from (target["expr"] for panel in panels for target in panel.get("targets", []))


def test_alerts_and_dashboard_ask_for_what_is_told() -> None:
    known = {PREFIX + gauge.name for gauge in (*GAUGES, *RUN_GAUGES)} | set(OF_THE_SERVICE)
    asked = [set(re.findall(r"karat_\w+", query)) for query in queries()]
    assert len(asked) > 20
    assert all(asked)
    assert set().union(*asked) <= known


def test_the_dashboard_is_what_its_builder_gives() -> None:
    pytest.importorskip("grafana_foundation_sdk", reason="grafana-foundation-sdk is not installed")
    # Only now: it takes the library that may be missing.
    from bi.grafana.__main__ import DASHBOARD, dashboard_json  # noqa: PLC0415

    assert DASHBOARD.read_text(encoding="utf-8") == dashboard_json()
