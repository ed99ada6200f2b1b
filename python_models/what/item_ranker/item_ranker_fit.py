"""One row per split: the trees of its item ranker."""

from karat.modelling.features import features_of
from karat.what.ranker import fit_ranker


def model(dbt, session):
    """Fit the trees of each split on its training windows."""
    dbt.config(materialized="table")
    pairs = dbt.ref("ranker_pairs")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "item_ranker_fit")
    return fit_ranker(pairs.filter("is_training").to_arrow_table(), features)
