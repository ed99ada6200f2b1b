"""One row per split, side and entity: the factors that SVD of ratings over archetypes gave it."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.surprise_svd import EXTRA, fit_surprise_svd


def model(dbt, session):
    """Factorise on how many days who bought which archetypes, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "surprise_svd_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            history.filter("kind = 'split'").to_arrow_table(),
            [library_version("surprise", EXTRA)],
        ),
        lambda rows: fit_surprise_svd("surprise_svd_archetype_fit", rows, level="archetype"),
    )
