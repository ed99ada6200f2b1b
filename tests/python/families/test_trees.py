"""LightGBM in one of several threads of a process, as dbt runs its models."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

SOURCES = PROJECT / "src" / "karat"
TASKS = Path("/proc/self/task")

FIT_AND_PREDICT = f"""
import os

import lightgbm as lgb
import numpy as np

from karat.when.hazard_fit import PARAMETERS
from karat.trees import predict

random = np.random.default_rng(0)
features = random.normal(size=(5000, 30))
purchases = random.poisson(0.2, 5000).astype(float)
before = len(os.listdir("{TASKS}"))
trees = lgb.train(PARAMETERS, lgb.Dataset(features, purchases), 20)
predict(trees, features, raw_score=True)
predict(trees, features, pred_contrib=True)
print(len(os.listdir("{TASKS}")) - before)
"""


@pytest.mark.skipif(not TASKS.exists(), reason=f"{TASKS} tells the threads of a process on Linux")
def test_lightgbm_starts_no_threads() -> None:
    """Several would write past the buffers of a training that another thread had begun with one."""
    run = subprocess.run(
        [sys.executable, "-c", FIT_AND_PREDICT],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "4"},
    )
    assert run.stdout.strip() == "0"


def test_trees_predict_by_one_function_alone() -> None:
    calls = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if re.search(r"\w\.predict\(", path.read_text(encoding="utf-8"))
    }
    # The season's is scikit-learn's, Prophet is no tree; XGBoost's works with the one thread that
    # its parameters name.
    assert calls == {"trees.py", "when/prophet.py", "when/season.py", "when/xgboost.py"}
