"""One row per split: the parameters of its Gamma-Gamma model."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.value.gamma_gamma import fit_gamma_gamma


def model(dbt, session):
    """Fit the Gamma-Gamma model of each split."""
    dbt.config(materialized="table")
    customers = dbt.ref("gamma_gamma_histories").filter("is_learned_from")
    return keep_or_fit(
        "gamma_gamma_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(customers.to_arrow_table()),
        fit_gamma_gamma,
    )
