"""One row per split, customer and rank: the items that SVD of rated archetypes puts first."""

from karat.what.factors import score_factors
from karat.what.lists import Wanted


def model(dbt, session):
    """Rank the sellable items by the factors of their archetypes."""
    dbt.config(materialized="table")
    factors = dbt.ref("surprise_svd_archetype_fit")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_factors(
        "next_items_scores__surprise_svd_archetype",
        factors.to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
