"""One row per public holiday of the shop's country, around the days of the sales."""

from karat.calendar import public_holidays


def model(dbt, session):
    """List the holidays of the years that the sales and the horizons touch."""
    dbt.config(materialized="table")
    country = dbt.config.get("holiday_country")
    sales_window = dbt.ref("int_sales_window")
    return public_holidays(sales_window.to_arrow_table(), country)
