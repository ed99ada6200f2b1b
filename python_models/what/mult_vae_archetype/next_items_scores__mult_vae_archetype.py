"""One row per split, customer and rank: the items that Mult-VAE over archetypes puts first."""

from karat.what.lists import Wanted
from karat.what.mult_vae import score_mult_vae


def model(dbt, session):
    """Rank the sellable items by which archetypes go with what each customer has bought."""
    dbt.config(materialized="table")
    fit = dbt.ref("mult_vae_archetype_fit")
    history = dbt.ref("customer_item_history")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_mult_vae(
        "next_items_scores__mult_vae_archetype",
        fit.to_arrow_table(),
        history.filter("kind = 'split'").to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
