"""One row per split: the weights of SASRec over archetypes."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.what.sasrec import SASREC
from karat.what.sequential import fit_sequential


def model(dbt, session):
    """Learn which archetype comes next, in each split."""
    dbt.config(materialized="table")
    sequences = dbt.ref("item_sequences")
    return keep_or_fit(
        "sasrec_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(sequences.to_arrow_table(), [library_version("torch", EXTRA)]),
        lambda rows: fit_sequential("sasrec_archetype_fit", rows, "archetype", SASREC),
    )
