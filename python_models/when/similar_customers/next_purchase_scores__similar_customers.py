"""One row per split, customer and horizon: when those who behaved like the customer came."""

from karat.when.similar_customers import score_similar_customers


def model(dbt, session):
    """Score every known customer by the nearest landmarks."""
    dbt.config(materialized="table")
    fit = dbt.ref("similar_customers_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    customers = known.join(dbt.ref("survival_covariates"), "customer_id, as_of_date")
    return score_similar_customers(fit.to_arrow_table(), customers.to_arrow_table())
