"""One row per split, customer and rank: the items that two towers puts first."""

from karat.what.lists import Wanted
from karat.what.two_tower import score_two_tower


def model(dbt, session):
    """Rank the sellable items by what comes next in each customer's sequence."""
    dbt.config(materialized="table")
    fit = dbt.ref("two_tower_fit")
    sequences = dbt.ref("item_sequences")
    customers = dbt.ref("listed_customers")
    items = dbt.ref("item_features")
    return score_two_tower(
        "next_items_scores__two_tower",
        fit.to_arrow_table(),
        sequences.to_arrow_table(),
        Wanted(
            customers.select("split_name, customer_id").to_arrow_table(),
            items.filter("is_sellable and kind = 'split'").to_arrow_table(),
            dbt.config.get("list_length"),
        ),
    )
