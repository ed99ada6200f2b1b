"""One row per split and tree of the forests that learn when customers come back."""

from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.random_forest import fit_random_forest


def model(dbt, session):
    """Fit the forest of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "random_forest_fit")
    return keep_or_fit(
        "random_forest_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), features),
        lambda rows: fit_random_forest(rows, features),
    )
