from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from karat.calendar import HOLIDAYS_SCHEMA, public_holidays


def window(first: date | None, last: date | None) -> pa.Table:
    return pa.table(
        {
            "first_sale_date": pa.array([first], pa.date32()),
            "last_sale_date": pa.array([last], pa.date32()),
        }
    )


def test_kazakhstan_has_womens_day_in_every_year_touched_and_the_next() -> None:
    found = public_holidays(window(date(2023, 12, 31), date(2024, 1, 1)), "KZ").to_pylist()
    by_date = {row["holiday_date"]: row["holiday_name"] for row in found}
    for year in (2023, 2024, 2025):
        assert "Women" in by_date[date(year, 3, 8)]
    assert date(2026, 3, 8) not in by_date
    assert list(by_date) == sorted(by_date)


def test_no_sales_have_no_holidays() -> None:
    assert public_holidays(window(None, None), "KZ").equals(HOLIDAYS_SCHEMA.empty_table())
    assert public_holidays(window(None, None).slice(0, 0), "KZ").num_rows == 0


def test_an_unknown_country_is_named_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"holiday_country is 'Atlantis'.*use an ISO code"):
        public_holidays(window(date(2024, 1, 1), date(2024, 2, 1)), "Atlantis")
