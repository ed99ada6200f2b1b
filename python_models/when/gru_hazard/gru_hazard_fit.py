"""One row per split: the weights of the recurrent network that learns when customers come back."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.when.gru_hazard import fit_gru_hazard


def model(dbt, session):
    """Fit the network of each split."""
    dbt.config(materialized="table")
    landmarks = dbt.ref("training_landmarks")
    training_rows = landmarks.join(dbt.ref("customer_sequences"), "customer_id, as_of_date")
    return keep_or_fit(
        "gru_hazard_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(training_rows.to_arrow_table(), [library_version("torch", EXTRA)]),
        fit_gru_hazard,
    )
