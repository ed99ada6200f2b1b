"""Who is who: the phones of a whole export in one spelling.

A phone that can't be relied on is none, and its sales fall back to the customer's name.
"""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from karat.phones import DEFAULT_REGION, read_phone


def normalise_phones(
    raw_phones: pa.Table | pa.ChunkedArray | pa.Array | Iterable[object],
    region: str = DEFAULT_REGION,
) -> pd.DataFrame:
    """Normalise the distinct phones of a table, in the shape a dbt Python model returns.

    Parameters
    ----------
    raw_phones
        The raw phones: a list or pandas series, an arrow array, or an arrow table with the column
        `raw_phone`.
    region
        The country, in two letters, of numbers without a country code.

    Returns
    -------
    pandas.DataFrame
        One row per distinct raw phone that is not null, in the order of first appearance:
        `raw_phone`; `phone` as `normalise_phone` makes it; `stand_in_phone`, the number in E.164
        where there is no phone because its form says that it stands for none (`is_stand_in`). All
        are of pandas' string type, so that DuckDB sees text even where there are no rows, or no
        phones.

    Examples
    --------
    >>> normalise_phones(["8 701 000 00 01", None])["phone"].tolist()
    ['+77010000001']
    """
    values: Iterable[object] = raw_phones
    if isinstance(raw_phones, pa.Table):
        values = raw_phones["raw_phone"].to_pylist()
    elif isinstance(raw_phones, pa.ChunkedArray | pa.Array):
        values = raw_phones.to_pylist()
    distinct = list(dict.fromkeys(str(value) for value in values if not _is_null(value)))
    numbers = [read_phone(text, region) for text in distinct]
    return pd.DataFrame(
        {
            "raw_phone": pd.Series(distinct, dtype="string"),
            "phone": pd.Series([phone for phone, _ in numbers], dtype="string"),
            "stand_in_phone": pd.Series([stand_in for _, stand_in in numbers], dtype="string"),
        }
    )


def _is_null(value: object) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 (NaN)
