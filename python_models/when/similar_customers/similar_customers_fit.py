"""One row per split: the landmarks that customers are compared with."""

from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.similar_customers import fit_similar_customers


def model(dbt, session):
    """Keep the landmarks of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "similar_customers_fit")
    return keep_or_fit(
        "similar_customers_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), features),
        lambda rows: fit_similar_customers(rows, features),
    )
