"""One row per split, customer and horizon: the spend that BG/NBD times Gamma-Gamma expects."""

from karat.value.gamma_gamma import score_gamma_gamma


def model(dbt, session):
    """Score every known customer from the fitted parameters of both models."""
    dbt.config(materialized="table")
    spend = dbt.ref("gamma_gamma_fit")
    purchases = dbt.ref("bg_nbd_parameters")
    customers = dbt.ref("gamma_gamma_histories").filter("is_scored")
    return score_gamma_gamma(
        spend.to_arrow_table(), purchases.to_arrow_table(), customers.to_arrow_table()
    )
