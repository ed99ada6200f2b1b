"""One row per split: the trees, base rate and calendar of its hazard model."""

from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.hazard_fit import fit_hazard, seen_days


def model(dbt, session):
    """Fit the hazard model of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("hazard_training_rows")
    shop_days = dbt.ref("shop_days").to_arrow_table()
    features = features_of(dbt.ref("family_features").to_arrow_table(), "hazard_fit")
    return keep_or_fit(
        "hazard_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            training_rows.to_arrow_table(),
            features,
            lambda rows: seen_days(shop_days, rows["split_as_of_date"]),
        ),
        lambda rows: fit_hazard(rows, shop_days, features),
    )
