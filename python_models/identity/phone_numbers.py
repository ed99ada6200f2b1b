"""One row per phone text of the export, with the number it stands for."""

from karat.identity import normalise_phones


def model(dbt, session):
    """Normalise the distinct phone texts to E.164."""
    dbt.config(materialized="table")
    raw_phones = dbt.ref("raw_phones")
    return normalise_phones(raw_phones.order("raw_phone").to_arrow_table())
