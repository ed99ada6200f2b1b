"""One row per split: the parameters of its BG/NBD model."""

from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.bg_nbd import fit_bg_nbd


def model(dbt, session):
    """Fit the BG/NBD model of each split."""
    dbt.config(materialized="table")
    customers = dbt.ref("bg_nbd_histories").filter("is_learned_from")
    return keep_or_fit(
        "bg_nbd_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(customers.to_arrow_table()),
        fit_bg_nbd,
    )
