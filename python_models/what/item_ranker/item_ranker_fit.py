"""One row per split: the trees of its item ranker."""

from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.ranker import fit_ranker


def model(dbt, session):
    """Fit the trees of each split on its training windows."""
    dbt.config(materialized="table")
    pairs = dbt.ref("ranker_pairs")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "item_ranker_fit")
    return keep_or_fit(
        "item_ranker_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(pairs.filter("is_training").to_arrow_table(), features),
        lambda rows: fit_ranker(rows, features),
    )
