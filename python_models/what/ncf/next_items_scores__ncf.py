"""One row per split, customer and rank: the items that the network puts first."""

from karat.what.lists import Wanted
from karat.what.ncf import score_ncf


def model(dbt, session):
    """Rank the sellable items by how they go with each customer."""
    dbt.config(materialized="table")
    fit = dbt.ref("ncf_fit")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_ncf(
        "next_items_scores__ncf",
        fit.to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
