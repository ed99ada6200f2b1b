"""One row per split, customer and horizon: when the hazard model expects the next purchase."""

from karat.modelling.engines import scored
from karat.when.daily_probabilities import SCORES_SCHEMA
from karat.when.hazard_scores import score_hazard


def model(dbt, session):
    """Score every known customer from the fitted trees."""
    dbt.config(materialized="table", file_format="parquet")
    fit = dbt.ref("hazard_fit")
    customers = dbt.ref("hazard_scoring_rows")
    return scored(score_hazard, fit, customers, SCORES_SCHEMA)
