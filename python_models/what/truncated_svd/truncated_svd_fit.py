"""One row per split, side and entity: the factors that SVD over items gave it."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.truncated_svd import fit_truncated_svd


def model(dbt, session):
    """Factorise who bought which items, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "truncated_svd_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table()),
        lambda rows: fit_truncated_svd("truncated_svd_fit", rows, level="item"),
    )
