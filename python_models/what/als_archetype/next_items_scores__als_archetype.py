"""One row per split, customer and rank: the items that ALS over archetypes puts first."""

from karat.what.als import score_als


def model(dbt, session):
    """Rank the sellable items by the factors of their archetypes."""
    dbt.config(materialized="table")
    factors = dbt.ref("als_factors")
    items = dbt.ref("item_features")
    return score_als(
        factors.filter("level = 'archetype'").to_arrow_table(),
        items.filter("is_sellable and kind = 'split'").to_arrow_table(),
        list_length=dbt.config.get("list_length"),
    )
