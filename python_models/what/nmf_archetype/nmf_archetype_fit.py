"""One row per split, side and entity: the factors that NMF over archetypes gave it."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.nmf import fit_nmf


def model(dbt, session):
    """Factorise who bought which archetypes, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "nmf_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table()),
        lambda rows: fit_nmf("nmf_archetype_fit", rows, level="archetype"),
    )
