"""One row per split: the weights of the network that learns when customers come back."""

from karat.modelling.extras import library_version
from karat.modelling.features import features_of
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.when.neural_hazard import fit_neural_hazard


def model(dbt, session):
    """Fit the network of each split."""
    dbt.config(materialized="table")
    training_rows = dbt.ref("survival_training_rows")
    features = features_of(dbt.ref("family_features").to_arrow_table(), "neural_hazard_fit")
    return keep_or_fit(
        "neural_hazard_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), [*features, library_version("torch", EXTRA)]),
        lambda rows: fit_neural_hazard(rows, features),
    )
