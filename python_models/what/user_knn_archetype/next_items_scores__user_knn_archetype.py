"""One row per split, customer and rank: the items that similar customers put first."""

from karat.what.lists import Wanted
from karat.what.nearest import score_nearest


def model(dbt, session):
    """Rank the sellable items by how near those who have bought them are."""
    dbt.config(materialized="table")
    fit = dbt.ref("user_knn_archetype_fit")
    history = dbt.ref("customer_item_history")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_nearest(
        "next_items_scores__user_knn_archetype",
        fit.to_arrow_table(),
        history.filter("kind = 'split'").to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
