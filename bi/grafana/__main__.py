"""Write the dashboard for Grafana by Grafana's own builders: `python -m bi.grafana`.

`dashboard.json` beside this file is what it writes; it is imported as it is, and asks for the
Prometheus that scrapes Karat. What is changed is changed here.
"""

from __future__ import annotations

from pathlib import Path

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    Threshold,
    ThresholdsMode,
)

DASHBOARD = Path(__file__).with_name("dashboard.json")
SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
DAY = 86_400
RED_AT = {"green": None, "red": 1.0}

# Title, query, unit, and the colours from which value on.
FIGURES: tuple[tuple[str, str, str, dict[str, float | None]], ...] = (
    ("Alarms of the last night", "sum(max by (rule) (karat_alarms))", "none", RED_AT),
    (
        "Last sale",
        "time() - max(karat_last_sale_timestamp_seconds)",
        "s",
        {"green": None, "red": 4.0 * DAY},
    ),
    (
        "Last publication",
        "time() - max(karat_publication_timestamp_seconds)",
        "s",
        {"green": None, "red": 1.5 * DAY},
    ),
    (
        "Age of the fits",
        "time() - max(karat_fit_trained_until_timestamp_seconds)",
        "s",
        {"green": None, "orange": 45.0 * DAY},
    ),
    ("Last run's exit code", "max(karat_last_run_exit_code)", "none", RED_AT),
    ("Service ready", "min(karat_api_ready)", "bool_yes_no", {"red": None, "green": 1.0}),
)

# Row, then its panels: title, what it says, unit, and queries with how a series is called.
ROWS: tuple[tuple[str, tuple[tuple[str, str, str, dict[str, str]], ...]], ...] = (
    (
        "Does it still hold",
        (
            (
                "Alarms by rule",
                "monitoring.alarms says what each is and what to do.",
                "none",
                {"max by (rule) (karat_alarms)": "{{rule}}"},
            ),
            (
                "Drift of what comes in",
                "Distance from the time before, in a feature's own restlessness.",
                "none",
                {
                    "max by (feature) (karat_feature_drift_distance)": "{{feature}}",
                    "max(karat_feature_drift_threshold)": "alarm beyond",
                },
            ),
            (
                "Expected over actual buyers",
                "Of the latest closed window of each length; 1 is right.",
                "none",
                {
                    'max by (horizon_days) (karat_live_metric{metric="predicted_to_actual"})': (
                        "{{horizon_days}} days"
                    )
                },
            ),
            (
                "Skill within 30 days",
                "What past predictions were worth, and what their checks had promised.",
                "percentunit",
                {
                    f'max({name}{{metric="brier_skill",horizon_days="30"}})': said
                    for name, said in (
                        ("karat_live_metric", "came"),
                        ("karat_live_metric_promised_lower", "least promised"),
                        ("karat_live_metric_promised_upper", "most promised"),
                    )
                },
            ),
            (
                "Expected buyers",
                "The sum of the chances to buy within so many days.",
                "none",
                {"max by (horizon_days) (karat_expected_buyers)": "{{horizon_days}} days"},
            ),
            (
                "Cells without a value",
                "By feature, in the last 28 days.",
                "percentunit",
                {"max by (feature) (karat_feature_missing_ratio)": "{{feature}}"},
            ),
        ),
    ),
    (
        "Runs and the service",
        (
            (
                "How long a run takes",
                "By layer, its tables one after the other.",
                "s",
                {"max by (layer) (karat_layer_seconds)": "{{layer}}"},
            ),
            (
                "Champions",
                "The primary metric in the window that was judged.",
                "none",
                {
                    'max by (task, model) (karat_champion_metric{split="test"})': (
                        "{{task}}: {{model}}"
                    )
                },
            ),
            (
                "Requests a second",
                "By status.",
                "reqps",
                {"sum by (status) (rate(karat_api_requests_total[5m]))": "{{status}}"},
            ),
            (
                "Latency",
                "Slowest request in a hundred, by route.",
                "s",
                {
                    "histogram_quantile(0.99, sum by (route, le)"
                    " (rate(karat_api_request_seconds_bucket[5m])))": "{{route}}"
                },
            ),
        ),
    ),
)


def _queries(queries: dict[str, str]) -> list[Builder[Dataquery]]:
    return [
        prometheus.Dataquery().ref_id(chr(ord("A") + place)).expr(query).legend_format(said)
        for place, (query, said) in enumerate(queries.items())
    ]


def _figure(title: str, query: str, unit: str, colours: dict[str, float | None]) -> stat.Panel:
    steps = [Threshold(color=colour, value=value) for colour, value in colours.items()]
    thresholds = dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
    panel = stat.Panel().title(title).unit(unit).datasource(SOURCE).span(4).height(4)
    panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    return panel.thresholds(thresholds).targets(_queries({query: title}))


def _picture(title: str, says: str, unit: str, queries: dict[str, str]) -> timeseries.Panel:
    legend = (
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
    )
    panel = timeseries.Panel().title(title).description(says).unit(unit).datasource(SOURCE)
    return panel.legend(legend).span(12).height(8).targets(_queries(queries))


def dashboard_json() -> str:
    """Return the dashboard as Grafana imports it."""
    built = (
        dashboard.Dashboard("Karat")
        .uid("karat")
        .description("When customers buy next, and what: does it still hold?")
        .tags(["karat"])
        .time("now-90d", "now")
        .refresh("5m")
        .with_variable(
            dashboard.DatasourceVariable("source").label("Prometheus").type("prometheus")
        )
    )
    for figure in FIGURES:
        built.with_panel(_figure(*figure))
    for title, pictures in ROWS:
        built.with_row(dashboard.Row(title))
        for picture in pictures:
            built.with_panel(_picture(*picture))
    encoded: str = JSONEncoder(sort_keys=True, indent=2).encode(built.build())
    return encoded + "\n"


if __name__ == "__main__":
    DASHBOARD.write_text(dashboard_json(), encoding="utf-8")
