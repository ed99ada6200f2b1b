"""One row per split, class of customers and trait value: how likely the class is to buy it."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.what.latent_classes import fit_tastes


def model(dbt, session):
    """Fit each split's classes on what its customers have bought."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_archetype_history")
    return keep_or_fit(
        "latent_classes",
        earlier_fit(session, dbt.this),
        LearnedFrom(history.filter("kind = 'split'").to_arrow_table(), split_column="role"),
        fit_tastes,
    )
