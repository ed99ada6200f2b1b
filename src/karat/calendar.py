"""Public holidays, from the `holidays` library."""

from __future__ import annotations

import holidays
import pandas as pd
import pyarrow as pa

HOLIDAYS_SCHEMA = pa.schema([("holiday_date", pa.date32()), ("holiday_name", pa.string())])


def public_holidays(sales_window: pa.Table, country: str) -> pa.Table:
    """List a country's public holidays in the years that the sales touch, and in the next one.

    Parameters
    ----------
    sales_window
        One row with `first_sale_date` and `last_sale_date`; both null, or no row, where there are
        no sales.
    country
        ISO 3166 code as the `holidays` library knows it.

    Returns
    -------
    pyarrow.Table
        `holiday_date` and `holiday_name` (in English), one row per date, in order.

    Raises
    ------
    ValueError
        If the library does not know the country.
    """
    window = sales_window.to_pandas()
    if window.empty or window["first_sale_date"].isna().any():
        return HOLIDAYS_SCHEMA.empty_table()
    first_year = pd.Timestamp(window["first_sale_date"].iloc[0]).year
    last_year = pd.Timestamp(window["last_sale_date"].iloc[0]).year
    try:
        found = holidays.country_holidays(
            country, years=range(first_year, last_year + 2), language="en_US"
        )
    except NotImplementedError as error:
        raise ValueError(
            f"the var holiday_country is {country!r}, which the holidays library does not know: "
            "use an ISO code such as KZ, or GB"
        ) from error
    days = sorted(found.items())
    return pa.table(
        {
            "holiday_date": pa.array([day for day, _ in days], pa.date32()),
            "holiday_name": pa.array([name for _, name in days], pa.string()),
        },
        schema=HOLIDAYS_SCHEMA,
    )
