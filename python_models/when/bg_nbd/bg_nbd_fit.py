"""One row per split: the parameters of its BG/NBD model."""

from karat.when.bg_nbd import fit_bg_nbd


def model(dbt, session):
    """Fit the BG/NBD model of each split."""
    dbt.config(materialized="table")
    customers = dbt.ref("bg_nbd_histories").filter("is_learned_from")
    return fit_bg_nbd(customers.to_arrow_table())
