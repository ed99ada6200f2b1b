"""Leaving out parts of the learned models, on the tables of a real build."""

from __future__ import annotations

import pytest
from conftest import Build

from benchmarks.ablation import (
    CUSTOMER_FEATURES,
    HORIZONS,
    ITEM_FEATURES,
    SOURCES,
    WEIGHTS,
    blend_outcomes,
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
        blend = list(blend_outcomes(log, warehouse))
        skills = warehouse.sql(
            "select model_name, horizon_days, metric_value from evaluation.next_purchase_metrics"
            " where split_name = 'validation' and metric_name = 'brier_skill'"
        ).fetchall()
        ((precision,),) = warehouse.sql(
            "select metric_value from evaluation.next_item_metrics"
            " where split_name = 'validation' and model_name = 'item_ranker'"
            " and metric_name = 'precision' and item_level = 'item' and k = 10"
        ).fetchall()
    assert len(when) == 1 + len(CUSTOMER_FEATURES)
    assert len(what) == 2 + len(SOURCES) + len(ITEM_FEATURES) + 5
    assert len(blend) == 1 + len(WEIGHTS)
    # With nothing left out it is the model of the build, measured apart from the SQL.
    built = {(model, horizon): skill for model, horizon, skill in skills}
    for horizon in HORIZONS:
        skill = f"skill {horizon} d"
        assert when[0].values[skill] == pytest.approx(built["hazard", horizon])
        assert blend[0].values[skill] == pytest.approx(built["blend", horizon])
        assert blend[-1].values[skill] == pytest.approx(built["hazard", horizon])
    assert what[0].values["precision, item"] == pytest.approx(precision)
    assert len({tuple(outcome.values.values()) for outcome in what}) > len(SOURCES)
    text = page(when, blend, what)
    assert text.count("| small | ") == len(when) + len(blend) + len(what)
