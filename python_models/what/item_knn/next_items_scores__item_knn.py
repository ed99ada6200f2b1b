"""One row per split, customer and rank: the items that neighbours of what was bought put first."""

from karat.what.lists import Wanted
from karat.what.nearest import score_nearest


def model(dbt, session):
    """Rank the sellable items by how near what the customer has bought they are."""
    dbt.config(materialized="table")
    fit = dbt.ref("item_knn_fit")
    history = dbt.ref("customer_item_history")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_nearest(
        "next_items_scores__item_knn",
        fit.to_arrow_table(),
        history.filter("kind = 'split'").to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
