"""One row per split, customer and rank: the items that BERT4Rec over archetypes puts first."""

from karat.what.bert4rec import BERT4REC
from karat.what.lists import Wanted
from karat.what.sequential import score_sequential


def model(dbt, session):
    """Rank the sellable items by which of their archetypes comes next for each customer."""
    dbt.config(materialized="table")
    fit = dbt.ref("bert4rec_archetype_fit")
    sequences = dbt.ref("item_sequences")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_sequential(
        "next_items_scores__bert4rec_archetype",
        fit.to_arrow_table(),
        sequences.to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
        BERT4REC,
    )
