"""One row per split, customer and horizon: when the neural network expects the next purchase."""

from karat.when.neural_hazard import score_neural_hazard


def model(dbt, session):
    """Score every known customer from the fitted networks."""
    dbt.config(materialized="table")
    fit = dbt.ref("neural_hazard_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    customers = known.join(dbt.ref("survival_covariates"), "customer_id, as_of_date")
    return score_neural_hazard(fit.to_arrow_table(), customers.to_arrow_table())
