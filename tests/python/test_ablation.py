"""Leaving out parts of the learned models, on the tables of a real build."""

from __future__ import annotations

import pytest
from conftest import Build

from benchmarks.ablation import (
    CUSTOMER_FEATURES,
    HORIZONS,
    ITEM_FEATURES,
    SOURCES,
    list_outcomes,
    page,
    timing_outcomes,
)
from benchmarks.logs import Log
from benchmarks.warehouse import connect

pytestmark = pytest.mark.build


def test_every_part_is_left_out_and_measured(small: Build) -> None:
    log = Log("small", "A small shop")
    with connect(small.warehouse) as warehouse:
        when, what = list(timing_outcomes(log, warehouse)), list(list_outcomes(log, warehouse))
        skills = warehouse.sql(
            "select horizon_days, metric_value from evaluation.next_purchase_metrics"
            " where split_name = 'validation' and model_name = 'hazard'"
            " and metric_name = 'brier_skill'"
        ).fetchall()
        ((precision,),) = warehouse.sql(
            "select metric_value from evaluation.next_item_metrics"
            " where split_name = 'validation' and model_name = 'item_ranker'"
            " and metric_name = 'precision' and item_level = 'item' and k = 10"
        ).fetchall()
    assert len(when) == 1 + len(CUSTOMER_FEATURES)
    assert len(what) == 2 + len(SOURCES) + len(ITEM_FEATURES) + 5
    # With nothing left out it is the model of the build, measured apart from the SQL.
    for horizon in HORIZONS:
        assert when[0].values[f"skill {horizon} d"] == pytest.approx(dict(skills)[horizon])
    assert what[0].values["precision, item"] == pytest.approx(precision)
    assert len({tuple(outcome.values.values()) for outcome in what}) > len(SOURCES)
    text = page(when, what)
    assert text.count("| small | ") == len(when) + len(what)
