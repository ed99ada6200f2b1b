"""One row per split: the trees of its item ranker."""

from karat.what.ranker import fit_ranker


def model(dbt, session):
    """Fit the trees of each split on its lessons."""
    dbt.config(materialized="table")
    pairs = dbt.ref("ranker_pairs")
    return fit_ranker(pairs.filter("is_lesson").to_arrow_table())
