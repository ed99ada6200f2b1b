"""One row per split and customer: the customers who have bought the same items."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.nearest import fit_nearest


def model(dbt, session):
    """Find the neighbours of each customer, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "user_knn_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table()),
        lambda rows: fit_nearest("user_knn_fit", rows, level="item", side="customer"),
    )
