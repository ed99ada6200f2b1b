"""One row per customer of today and feature: how the feature moves the customer's hazard."""

from karat.when.hazard_contributions import explain_hazard


def model(dbt, session):
    """Explain today's hazards; those of the backtests nobody reads one by one."""
    dbt.config(materialized="table")
    fit = dbt.ref("hazard_fit")
    customers = dbt.ref("hazard_scoring_rows").filter("split_name = 'today'")
    return explain_hazard(fit.to_arrow_table(), customers.to_arrow_table())
