"""One row per split: the weights of neural collaborative filtering over archetypes."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.what.ncf import fit_ncf


def model(dbt, session):
    """Learn how customers and archetypes go together, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "ncf_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            history.filter("kind = 'split'").to_arrow_table(), [library_version("torch", EXTRA)]
        ),
        lambda rows: fit_ncf("ncf_archetype_fit", rows, "archetype"),
    )
