"""One row per customer and feature of a served hazard: how the feature moves the hazard."""

from karat.when.hazard_contributions import explain_hazard


def model(dbt, session):
    """Explain the hazards that today's predictions are made of; others nobody reads one by one."""
    dbt.config(materialized="table")
    fit = dbt.ref("hazard_fit")
    explained = dbt.ref("next_purchase_explained").filter("model_name = 'hazard'")
    customers = dbt.ref("hazard_scoring_rows").join(explained, "split_name", how="semi")
    return explain_hazard(fit.to_arrow_table(), customers.to_arrow_table())
