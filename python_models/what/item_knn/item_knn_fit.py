"""One row per split and item: the items that the same customers buy."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.nearest import fit_nearest


def model(dbt, session):
    """Find the neighbours of each item, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "item_knn_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table()),
        lambda rows: fit_nearest("item_knn_fit", rows, level="item", side="entry"),
    )
