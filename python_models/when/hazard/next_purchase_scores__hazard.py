"""One row per split, customer and horizon: when the hazard model expects the next purchase."""

from karat.when.hazard_scores import score_hazard


def model(dbt, session):
    """Score every known customer from the fitted trees."""
    dbt.config(materialized="table")
    fit = dbt.ref("hazard_fit")
    customers = dbt.ref("hazard_scoring_rows")
    return score_hazard(fit.to_arrow_table(), customers.to_arrow_table())
