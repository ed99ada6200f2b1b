"""One row per split: the weights of two towers."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.what.two_tower import fit_two_tower


def model(dbt, session):
    """Learn which items go with which, in each split."""
    dbt.config(materialized="table")
    sequences = dbt.ref("item_sequences")
    return keep_or_fit(
        "two_tower_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(sequences.to_arrow_table(), [library_version("torch", EXTRA)]),
        fit_two_tower,
    )
