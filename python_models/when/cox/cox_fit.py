"""One row per fitted number of the Cox models: coefficients and baseline hazards by split."""

from karat.when.cox import fit_cox


def model(dbt, session):
    """Fit the landmark Cox model of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    return fit_cox(training_rows.to_arrow_table())
