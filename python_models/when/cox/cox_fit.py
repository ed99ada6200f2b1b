"""One row per fitted number of the Cox models: coefficients and baseline hazards by split."""

from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.cox import fit_cox


def model(dbt, session):
    """Fit the landmark Cox model of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "cox_fit")
    return keep_or_fit(
        "cox_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), features),
        lambda rows: fit_cox(rows, features),
    )
