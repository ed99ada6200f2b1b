"""One row per split, customer and rank: the items that the ranker puts first."""

from karat.what.ranker import ListSettings, rank_items


def model(dbt, session):
    """Rank each customer's candidates by the fitted trees."""
    dbt.config(materialized="table")
    fit = dbt.ref("item_ranker_fit")
    pairs = dbt.ref("ranker_pairs")
    return rank_items(
        fit.to_arrow_table(),
        pairs.filter("not is_lesson").to_arrow_table(),
        ListSettings(
            length=dbt.config.get("list_length"),
            taste_weight=dbt.config.get("taste_weight"),
            diversity=dbt.config.get("diversity"),
        ),
    )
