"""One row per split: the trees by XGBoost that learn when customers come back."""

from karat.modelling.extras import library_version
from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.xgboost import EXTRA, fit_xgboost


def model(dbt, session):
    """Fit the trees of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "xgboost_fit")
    return keep_or_fit(
        "xgboost_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), [*features, library_version("xgboost", EXTRA)]),
        lambda rows: fit_xgboost(rows, features),
    )
