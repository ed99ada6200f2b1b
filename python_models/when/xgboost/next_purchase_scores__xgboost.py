"""One row per split, customer and horizon: when XGBoost expects the next purchase."""

from karat.when.xgboost import score_xgboost


def model(dbt, session):
    """Score every known customer from the fitted trees."""
    dbt.config(materialized="table")
    fit = dbt.ref("xgboost_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    customers = known.join(dbt.ref("survival_covariates"), "customer_id, as_of_date")
    return score_xgboost(fit.to_arrow_table(), customers.to_arrow_table())
