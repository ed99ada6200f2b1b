"""A fit learns from the features that are named for it, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest
from fits import FEATURES, LEARNERS, each, pairs, table

from karat.modelling.features import MissingFeatureError, features_of

Learn = Callable[[pa.Table, Sequence[str]], pa.Table]

every_learner = pytest.mark.parametrize("fit", each(LEARNERS))


@every_learner
def test_a_column_that_tells_the_answer_changes_no_fit(fit: Learn) -> None:
    plain = table(pairs())
    answer = pa.array(plain["is_purchase"].to_numpy(zero_copy_only=False).astype(float))
    leaking = plain.append_column("leak", answer)
    assert fit(leaking, FEATURES).equals(fit(plain, FEATURES))
    # The same column named for the fit would: what the test plants does leak.
    assert not fit(leaking, [*FEATURES, "leak"]).equals(fit(plain, FEATURES))


@every_learner
def test_a_named_feature_that_is_not_there_stops_with_a_sentence(fit: Learn) -> None:
    with pytest.raises(MissingFeatureError, match=r"_fit is to learn from shoe_size, which"):
        fit(table(pairs()), [*FEATURES, "shoe_size"])


def test_features_of_a_fit_come_in_their_order() -> None:
    listed = pa.table(
        {
            "fit_table": ["cox_fit", "hazard_fit", "cox_fit"],
            "feature_name": ["b", "c", "a"],
            "position": [2, 1, 1],
        }
    )
    assert features_of(listed, "cox_fit") == ["a", "b"]
