"""One row per role of a date, item and neighbour: the items that the same customers buy."""

from karat.what.neighbours import item_neighbours


def model(dbt, session):
    """Find the items most like each item, as of each date."""
    dbt.config(materialized="table")
    items = dbt.ref("recent_customer_items")
    return item_neighbours(items.to_arrow_table())
