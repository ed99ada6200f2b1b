"""One row per split, class of customers and trait value: how likely the class is to buy it."""

from karat.what.latent_classes import fit_tastes


def model(dbt, session):
    """Fit each split's classes on what its customers have bought."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_archetype_history")
    return fit_tastes(history.filter("kind = 'split'").to_arrow_table())
