"""XGBoost's trees are kept as its own text, and a library that is missing is a reason."""

from __future__ import annotations

import json
import sys

import pytest
from fits import skipped_without
from planted import FEATURES, customers, landmark_rows

from karat.modelling.extras import library
from karat.when.period_hazards import watched_periods
from karat.when.xgboost import EXTRA, PARAMETERS, ROUNDS, fit_xgboost, score_xgboost


@skipped_without("xgboost_fit")
def test_the_trees_are_kept_as_xgboosts_own_json() -> None:
    fit = fit_xgboost(landmark_rows(2000), FEATURES)
    booster = json.loads(fit["model"][0].as_py())["learner"]["gradient_booster"]["model"]
    assert len(booster["trees"]) == ROUNDS


@skipped_without("xgboost_fit")
def test_the_rounds_are_the_librarys_own() -> None:
    xgboost = library("xgboost", EXTRA)
    rows = landmark_rows(2000)
    values, bought = watched_periods(rows.to_pandas(), FEATURES)
    parameters = {**PARAMETERS, "base_score": bought.mean()}
    theirs = xgboost.train(parameters, xgboost.DMatrix(values, bought), ROUNDS)
    ours = xgboost.Booster()
    ours.load_model(bytearray(fit_xgboost(rows, FEATURES)["model"][0].as_py().encode()))
    asked = xgboost.DMatrix(values[:500])
    assert ours.predict(asked) == pytest.approx(theirs.predict(asked), rel=1e-6)


def test_without_the_library_each_split_says_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "xgboost", None)
    failed = fit_xgboost(landmark_rows(400), FEATURES)
    reason = (
        "xgboost is not installed: make tournament installs it, or pip install 'karat[xgboost]'"
    )
    assert failed["failure"].to_pylist() == [f"MissingExtra: {reason}"]
    assert len(score_xgboost(failed, customers([1.0]))) == 0
