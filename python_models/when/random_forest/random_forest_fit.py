"""One row per split and tree of the forests that learn when customers come back."""

from karat.modelling.features import features_of
from karat.when.random_forest import fit_random_forest


def model(dbt, session):
    """Fit the forest of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "random_forest_fit")
    return fit_random_forest(training_rows.to_arrow_table(), features)
