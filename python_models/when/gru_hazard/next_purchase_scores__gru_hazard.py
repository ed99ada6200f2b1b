"""One row per split, customer and horizon: when the recurrent network expects the next purchase."""

from karat.when.gru_hazard import score_gru_hazard


def model(dbt, session):
    """Score every known customer from the fitted networks."""
    dbt.config(materialized="table")
    fit = dbt.ref("gru_hazard_fit")
    known = (
        dbt.ref("split_customers").filter("is_scored").select("split_name, customer_id, as_of_date")
    )
    pieces = known.join(dbt.ref("customer_sequences"), "customer_id, as_of_date")
    return score_gru_hazard(fit.to_arrow_table(), pieces.to_arrow_table())
