"""One row per split, customer and horizon: a customer's share of what ARIMA foretells."""

from karat.when.forecasts import score_forecast


def model(dbt, session):
    """Share out what is foretold among all known customers, by the boosted hazard."""
    dbt.config(materialized="table")
    fit = dbt.ref("arima_fit")
    shares = dbt.ref("next_purchase_scores__hazard").filter("failure is null")
    return score_forecast(
        "next_purchase_scores__arima", fit.to_arrow_table(), shares.to_arrow_table()
    )
