"""One row per split and horizon: what MFLES foretells of the shop."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.forecasts import EXTRA, buyers_of
from karat.when.mfles import fit_mfles


def model(dbt, session):
    """Foretell the weeks after each split's date."""
    dbt.config(materialized="table")
    weeks = dbt.ref("shop_weeks").to_arrow_table()
    buyers = dbt.ref("returning_buyers").to_arrow_table()
    return keep_or_fit(
        "mfles_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            weeks, [library_version("statsforecast", EXTRA)], lambda rows: buyers_of(buyers, rows)
        ),
        lambda rows: fit_mfles(rows, buyers),
    )
