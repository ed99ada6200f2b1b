"""One row per split, customer and horizon: when the random forest expects the next purchase."""

from karat.when.random_forest import score_random_forest


def model(dbt, session):
    """Score every known customer from the fitted forests."""
    dbt.config(materialized="table")
    fit = dbt.ref("random_forest_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    customers = known.join(dbt.ref("survival_covariates"), "customer_id, as_of_date")
    return score_random_forest(fit.to_arrow_table(), customers.to_arrow_table())
