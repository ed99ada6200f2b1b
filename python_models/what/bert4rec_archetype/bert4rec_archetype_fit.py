"""One row per split: the weights of BERT4Rec over archetypes."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.modelling.neural import EXTRA
from karat.what.bert4rec import BERT4REC
from karat.what.sequential import fit_sequential


def model(dbt, session):
    """Learn which archetype comes next, in each split."""
    dbt.config(materialized="table")
    sequences = dbt.ref("item_sequences")
    return keep_or_fit(
        "bert4rec_archetype_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(sequences.to_arrow_table(), [library_version("torch", EXTRA)]),
        lambda rows: fit_sequential("bert4rec_archetype_fit", rows, "archetype", BERT4REC),
    )
