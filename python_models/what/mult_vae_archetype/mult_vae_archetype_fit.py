"""One row per split: the weights of Mult-VAE over archetypes."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.what.mult_vae import fit_mult_vae


def model(dbt, session):
    """Learn which archetypes go together, in each split."""
    dbt.config(materialized="table")
    history = dbt.ref("customer_item_history")
    return keep_or_fit(
        "mult_vae_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            history.filter("kind = 'split'").to_arrow_table(), [library_version("torch", EXTRA)]
        ),
        lambda rows: fit_mult_vae("mult_vae_archetype_fit", rows, "archetype"),
    )
