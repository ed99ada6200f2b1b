"""The board of health draws night after night what moved, and what was told beside what came."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd
import pytest
from conftest import PROJECT

from pages.dashboard import charts
from pages.dashboard.boards.health import health
from pages.dashboard.parts import Table, chart
from pages.dashboard.words import LANGUAGES, Words

FEATURES = re.findall(
    r"^        '(\w+)': \('",
    (PROJECT / "macros/monitoring/alarms.sql").read_text(encoding="utf-8").partition("{%- else")[0],
    re.MULTILINE,
)
DRIFT = pd.DataFrame(
    {
        "night": pd.date_range("2025-01-06", periods=len(FEATURES), freq="7D"),
        "feature": FEATURES,
        "distance": 1.0,
        "threshold": 2.0,
        "is_drifted": False,
    }
)
DECAY = pd.DataFrame(
    {
        "as_of_date": pd.to_datetime(["2025-01-06", "2025-01-13"]),
        "horizon_days": [30, 7],
        "metric_value": [1.5, 1.0],
        "ci_lower": [1.3, 0.8],
        "ci_upper": [1.7, 1.2],
        "promised_lower": 0.9,
        "promised_upper": 1.1,
        "is_decayed": [True, False],
    }
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_watched_feature_has_words_in_a_picture_of_drift(language: str) -> None:
    say = Words(language).at("health.drift")
    drawn = chart(say, charts.drift(DRIFT, say))
    (rows,) = drawn.specification["datasets"].values()
    assert len({row["feature"] for row in rows}) == len(FEATURES) > 10
    assert [layer["encoding"]["y"]["field"] for layer in drawn.specification["layer"]] == [
        *("threshold", "distance", "distance")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_decay_is_drawn_for_each_horizon_that_has_closed(language: str) -> None:
    say = Words(language).at("health.decay")
    drawn = chart(say, charts.decay(DECAY, say))
    (chosen,) = [one for one in drawn.specification["params"] if one["name"] == "decay_horizon"]
    assert chosen["value"] == 30
    assert chosen["bind"]["options"] == [7, 30]
    assert not drawn.is_empty


def test_before_a_window_has_closed_there_is_nothing_to_draw() -> None:
    say = Words("en").at("health.decay")
    assert chart(say, charts.decay(DECAY.head(0), say)).is_empty


@pytest.mark.parametrize(("language", "told"), [("en", "All is well."), ("ru", "Всё в порядке.")])
def test_each_night_is_told_in_the_language_of_the_page(language: str, told: str) -> None:
    night = {"night": "2025-03-31", "sentence": "All is well.", "sentence_ru": "Всё в порядке."}
    answers = defaultdict(pd.DataFrame) | {
        "nights": pd.DataFrame([night | {"alarm_count": 0}]),
        "drift": DRIFT,
        "decay": DECAY,
        "daily_sales": pd.DataFrame({"sale_date": ["2025-03-31"], "units": [1]}),
        "loads": pd.DataFrame({"rows_read": [1], "rows_not_sales": [0], "rows_rejected": [0]}),
        "sense": pd.DataFrame({"verdict": ["as it should be"]}),
    }
    nights = health(answers, Words(language)).parts[0]
    assert isinstance(nights, Table)
    assert nights.rows["sentence"].tolist() == [told]
