"""One row per split, level, side and entity: the factors that ALS gave it."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.als import fit_als


def model(dbt, session):
    """Factorise who bought which items, and which archetypes, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "als_factors",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table()),
        fit_als,
    )
