"""One row per split and tree: the survival forests that learn when customers come back."""

from karat.modelling.extras import library_version
from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.survival_forest import EXTRA, fit_survival_forest


def model(dbt, session):
    """Fit the trees of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "survival_forest_fit")
    return keep_or_fit(
        "survival_forest_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), [*features, library_version("sksurv", EXTRA)]),
        lambda rows: fit_survival_forest(rows, features),
    )
