"""One row per split and horizon: what Prophet foretells of the shop."""

from karat.modelling.extras import library_version
from karat.modelling.kept_fits import LearnedFrom, earlier_fit, keep_or_fit
from karat.when.forecasts import EXTRA, buyers_of
from karat.when.prophet import fit_prophet


def model(dbt, session):
    """Foretell the weeks after each split's date."""
    dbt.config(materialized="table")
    weeks = dbt.ref("shop_weeks").to_arrow_table()
    buyers = dbt.ref("returning_buyers").to_arrow_table()
    return keep_or_fit(
        "prophet_fit",
        earlier_fit(session, dbt.this),
        LearnedFrom(
            weeks, [library_version("prophet", EXTRA)], lambda rows: buyers_of(buyers, rows)
        ),
        lambda rows: fit_prophet(rows, buyers),
    )
