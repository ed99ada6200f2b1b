"""One row per split, customer and rank: the items that the ranker puts first."""

from karat.modelling.splits import read_by_split
from karat.what.ranker import ListSettings, rank_items


def model(dbt, session):
    """Rank each customer's candidates by the fitted trees."""
    dbt.config(materialized="table")
    fit = dbt.ref("item_ranker_fit")
    pairs = dbt.ref("ranker_pairs").filter("not is_training")
    return rank_items(
        fit.to_arrow_table(),
        read_by_split(pairs, splits=dbt.ref("ranker_dates")),
        ListSettings(
            length=dbt.config.get("list_length"),
            taste_weight=dbt.config.get("taste_weight"),
            diversity=dbt.config.get("diversity"),
        ),
    )
