"""One row per split: the trees, base rate and calendar of its hazard model."""

from karat.modelling.features import features_of
from karat.when.hazard_fit import fit_hazard


def model(dbt, session):
    """Fit the hazard model of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("hazard_training_rows")
    shop_days = dbt.ref("shop_days")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "hazard_fit")
    return fit_hazard(training_rows.to_arrow_table(), shop_days.to_arrow_table(), features)
