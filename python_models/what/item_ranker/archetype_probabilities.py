"""One row per split, role of a date, customer and archetype: the likeliest ones."""

from karat.what.archetype_probabilities import archetype_probabilities


def model(dbt, session):
    """Weigh the classes by what each customer has bought."""
    dbt.config(materialized="table")
    classes = dbt.ref("latent_classes")
    history = dbt.ref("customer_archetype_history")
    customers = dbt.ref("ranker_customers")
    archetypes = dbt.ref("sellable_archetypes")
    return archetype_probabilities(
        classes.to_arrow_table(),
        history.to_arrow_table(),
        customers.select("split_name, role, customer_id").to_arrow_table(),
        archetypes.to_arrow_table(),
        longest=dbt.config.get("longest"),
    )
