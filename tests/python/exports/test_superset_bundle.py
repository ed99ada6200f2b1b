"""What Superset is handed names only what is published; that needs no Superset."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PROJECT, Build

ASSETS = PROJECT / "bi" / "superset" / "assets"


def _read(folder: str) -> dict[str, dict[str, Any]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ASSETS / folder).rglob("*.yaml"))
    }


CHARTS = _read("charts")
DATASETS = {dataset["uuid"]: dataset for dataset in _read("datasets").values()}


def _columns_of(params: dict[str, Any]) -> set[str]:
    """Return the columns that a chart's settings name."""
    named = {*params.get("all_columns", []), *params.get("groupby", [])}
    named |= {json.loads(order)[0] for order in params.get("order_by_cols", [])}
    named |= {params["x_axis"]} if "x_axis" in params else set()
    for filtered in params.get("adhoc_filters", []):
        named |= set(re.findall(r"(\w+) (?:=|<=)", filtered["sqlExpression"]))
    return named


def _metrics_of(params: dict[str, Any]) -> set[str]:
    return {*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])}


@pytest.mark.build
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_asks_for_what_is_published(small: Build, name: str) -> None:
    params, dataset = CHARTS[name]["params"], DATASETS[CHARTS[name]["dataset_uuid"]]
    metrics = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    asked = [*_columns_of(params), *(metrics[metric] for metric in _metrics_of(params))]
    assert asked
    table = f"{dataset['schema']}.{dataset['table_name']}"
    with small.connect_published() as reader:
        for expression in asked:
            assert reader.sql(f"select {expression} from {table}").fetchall(), expression


@pytest.mark.build
def test_every_filter_leaves_something_to_show(small: Build) -> None:
    with small.connect_published() as reader:
        for name, chart in CHARTS.items():
            dataset = DATASETS[chart["dataset_uuid"]]
            for filtered in chart["params"].get("adhoc_filters", []):
                assert reader.sql(
                    f"from {dataset['schema']}.{dataset['table_name']}"
                    f" where {filtered['sqlExpression']} limit 1"
                ).fetchall(), name


@pytest.mark.build
def test_the_exposure_names_the_datasets(small: Build) -> None:
    manifest = json.loads((small.folder / "target" / "manifest.json").read_text())
    parents = manifest["exposures"]["exposure.karat.superset_dashboard"]["depends_on"]["nodes"]
    assert {parent.split(".")[-1] for parent in parents} == {
        dataset["table_name"] for dataset in DATASETS.values()
    }


def test_the_dashboard_shows_every_chart_once() -> None:
    ((dashboard,),) = [_read("dashboards").values()]
    placed = [
        part["meta"]["uuid"]
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(chart["uuid"] for chart in CHARTS.values())


def test_the_published_file_is_opened_for_reading_and_nothing_beside_it() -> None:
    ((database,),) = [_read("databases").values()]
    assert database["sqlalchemy_uri"] == "duckdb:///warehouse/published.duckdb"
    assert database["extra"]["engine_params"]["connect_args"] == {
        "read_only": True,
        "config": {"enable_external_access": False},
    }
    assert {dataset["database_uuid"] for dataset in DATASETS.values()} == {database["uuid"]}


@pytest.mark.parametrize(
    ("published", "sentence"),
    [(False, "There is no published file"), (True, "KARAT_SUPERSET_PASSWORD is not set")],
)
def test_what_is_missing_to_start_is_one_sentence(
    tmp_path: Path, published: bool, sentence: str
) -> None:
    path = tmp_path / "published.duckdb"
    if published:
        path.touch()
    told = {name: value for name, value in os.environ.items() if not name.startswith("KARAT_")}
    ended = subprocess.run(
        [sys.executable, "-m", "bi.superset", "--home", str(tmp_path / "home")],
        cwd=PROJECT,
        env=told | {"KARAT_PUBLISHED": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "home").exists()
