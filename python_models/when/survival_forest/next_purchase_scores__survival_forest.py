"""One row per split, customer and horizon: when the survival forest expects the next purchase."""

from karat.when.survival_forest import score_survival_forest


def model(dbt, session):
    """Score every known customer from the fitted trees."""
    dbt.config(materialized="table")
    fit = dbt.ref("survival_forest_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    customers = known.join(dbt.ref("survival_covariates"), "customer_id, as_of_date")
    return score_survival_forest(fit.to_arrow_table(), customers.to_arrow_table())
