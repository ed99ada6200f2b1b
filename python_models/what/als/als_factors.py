"""One row per split, level, side and entity: the factors that ALS gave it."""

from karat.what.als import fit_als


def model(dbt, session):
    """Factorise who bought which items, and which archetypes, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return fit_als(history.filter("kind = 'split'").to_arrow_table())
